#include "core/data_purge.hpp"

namespace patchbay {

DataPurge::~DataPurge() = default;

}  // namespace patchbay
