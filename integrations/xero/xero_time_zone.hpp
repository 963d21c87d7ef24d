#pragma once

#include <string>
#include <string_view>

namespace patchbay {

/// IANA's name of a time zone that Xero names, e.g. `Australia/Sydney` for
/// `AUSEASTERNSTANDARDTIME`; empty for one that is not known. Xero's names are those of Windows in
/// upper case and without blanks; which place stands for which is told by the Unicode CLDR
/// (`windowsZones`).
std::string ianaTimeZone(std::string_view xero_name);

}  // namespace patchbay
