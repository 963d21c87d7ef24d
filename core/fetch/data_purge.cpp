#include "core/fetch/data_purge.hpp"

namespace patchbay {

DataPurge::~DataPurge() = default;

}  // namespace patchbay
