#include "xero_time_zone.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace patchbay {
namespace {

using Zone = std::pair<std::string_view, const char*>;

// Sorted by Xero's name.
constexpr auto kZones = std::to_array<Zone>({
    {"AFGHANISTANSTANDARDTIME", "Asia/Kabul"},
    {"ALASKANSTANDARDTIME", "America/Anchorage"},
    {"ALEUTIANSTANDARDTIME", "America/Adak"},
    {"ALTAISTANDARDTIME", "Asia/Barnaul"},
    {"ARABIANSTANDARDTIME", "Asia/Dubai"},
    {"ARABICSTANDARDTIME", "Asia/Baghdad"},
    {"ARABSTANDARDTIME", "Asia/Riyadh"},
    {"ARGENTINASTANDARDTIME", "America/Argentina/Buenos_Aires"},
    {"ASTRAKHANSTANDARDTIME", "Europe/Astrakhan"},
    {"ATLANTICSTANDARDTIME", "America/Halifax"},
    {"AUSCENTRALSTANDARDTIME", "Australia/Darwin"},
    {"AUSCENTRALWSTANDARDTIME", "Australia/Eucla"},
    {"AUSEASTERNSTANDARDTIME", "Australia/Sydney"},
    {"AZERBAIJANSTANDARDTIME", "Asia/Baku"},
    {"AZORESSTANDARDTIME", "Atlantic/Azores"},
    {"BAHIASTANDARDTIME", "America/Bahia"},
    {"BANGLADESHSTANDARDTIME", "Asia/Dhaka"},
    {"BELARUSSTANDARDTIME", "Europe/Minsk"},
    {"BOUGAINVILLESTANDARDTIME", "Pacific/Bougainville"},
    {"CANADACENTRALSTANDARDTIME", "America/Regina"},
    {"CAPEVERDESTANDARDTIME", "Atlantic/Cape_Verde"},
    {"CAUCASUSSTANDARDTIME", "Asia/Yerevan"},
    {"CENAUSTRALIASTANDARDTIME", "Australia/Adelaide"},
    {"CENTRALAMERICASTANDARDTIME", "America/Guatemala"},
    {"CENTRALASIASTANDARDTIME", "Asia/Almaty"},
    {"CENTRALBRAZILIANSTANDARDTIME", "America/Cuiaba"},
    {"CENTRALEUROPEANSTANDARDTIME", "Europe/Warsaw"},
    {"CENTRALEUROPESTANDARDTIME", "Europe/Budapest"},
    {"CENTRALPACIFICSTANDARDTIME", "Pacific/Guadalcanal"},
    {"CENTRALSTANDARDTIME", "America/Chicago"},
    {"CENTRALSTANDARDTIMEMEXICO", "America/Mexico_City"},
    {"CHATHAMISLANDSSTANDARDTIME", "Pacific/Chatham"},
    {"CHINASTANDARDTIME", "Asia/Shanghai"},
    {"CUBASTANDARDTIME", "America/Havana"},
    {"DATELINESTANDARDTIME", "Etc/GMT+12"},
    {"EAFRICASTANDARDTIME", "Africa/Nairobi"},
    {"EASTERISLANDSTANDARDTIME", "Pacific/Easter"},
    {"EASTERNSTANDARDTIME", "America/New_York"},
    {"EASTERNSTANDARDTIMEMEXICO", "America/Cancun"},
    {"EAUSTRALIASTANDARDTIME", "Australia/Brisbane"},
    {"EEUROPESTANDARDTIME", "Europe/Chisinau"},
    {"EGYPTSTANDARDTIME", "Africa/Cairo"},
    {"EKATERINBURGSTANDARDTIME", "Asia/Yekaterinburg"},
    {"ESOUTHAMERICASTANDARDTIME", "America/Sao_Paulo"},
    {"FIJISTANDARDTIME", "Pacific/Fiji"},
    {"FLESTANDARDTIME", "Europe/Kiev"},
    {"GEORGIANSTANDARDTIME", "Asia/Tbilisi"},
    {"GMTSTANDARDTIME", "Europe/London"},
    {"GREENLANDSTANDARDTIME", "America/Godthab"},
    {"GREENWICHSTANDARDTIME", "Atlantic/Reykjavik"},
    {"GTBSTANDARDTIME", "Europe/Bucharest"},
    {"HAITISTANDARDTIME", "America/Port-au-Prince"},
    {"HAWAIIANSTANDARDTIME", "Pacific/Honolulu"},
    {"INDIASTANDARDTIME", "Asia/Kolkata"},
    {"IRANSTANDARDTIME", "Asia/Tehran"},
    {"ISRAELSTANDARDTIME", "Asia/Jerusalem"},
    {"JORDANSTANDARDTIME", "Asia/Amman"},
    {"KALININGRADSTANDARDTIME", "Europe/Kaliningrad"},
    {"KAMCHATKASTANDARDTIME", "Asia/Kamchatka"},
    {"KOREASTANDARDTIME", "Asia/Seoul"},
    {"LIBYASTANDARDTIME", "Africa/Tripoli"},
    {"LINEISLANDSSTANDARDTIME", "Pacific/Kiritimati"},
    {"LORDHOWESTANDARDTIME", "Australia/Lord_Howe"},
    {"MAGADANSTANDARDTIME", "Asia/Magadan"},
    {"MAGALLANESSTANDARDTIME", "America/Punta_Arenas"},
    {"MARQUESASSTANDARDTIME", "Pacific/Marquesas"},
    {"MAURITIUSSTANDARDTIME", "Indian/Mauritius"},
    {"MID-ATLANTICSTANDARDTIME", "Etc/GMT+2"},
    {"MIDDLEEASTSTANDARDTIME", "Asia/Beirut"},
    {"MONTEVIDEOSTANDARDTIME", "America/Montevideo"},
    {"MOROCCOSTANDARDTIME", "Africa/Casablanca"},
    {"MOUNTAINSTANDARDTIME", "America/Denver"},
    {"MOUNTAINSTANDARDTIMEMEXICO", "America/Mazatlan"},
    {"MYANMARSTANDARDTIME", "Asia/Yangon"},
    {"NAMIBIASTANDARDTIME", "Africa/Windhoek"},
    {"NCENTRALASIASTANDARDTIME", "Asia/Novosibirsk"},
    {"NEPALSTANDARDTIME", "Asia/Kathmandu"},
    {"NEWFOUNDLANDSTANDARDTIME", "America/St_Johns"},
    {"NEWZEALANDSTANDARDTIME", "Pacific/Auckland"},
    {"NORFOLKSTANDARDTIME", "Pacific/Norfolk"},
    {"NORTHASIAEASTSTANDARDTIME", "Asia/Irkutsk"},
    {"NORTHASIASTANDARDTIME", "Asia/Krasnoyarsk"},
    {"NORTHKOREASTANDARDTIME", "Asia/Pyongyang"},
    {"OMSKSTANDARDTIME", "Asia/Omsk"},
    {"PACIFICSASTANDARDTIME", "America/Santiago"},
    {"PACIFICSTANDARDTIME", "America/Los_Angeles"},
    {"PACIFICSTANDARDTIMEMEXICO", "America/Tijuana"},
    {"PAKISTANSTANDARDTIME", "Asia/Karachi"},
    {"PARAGUAYSTANDARDTIME", "America/Asuncion"},
    {"QYZYLORDASTANDARDTIME", "Asia/Qyzylorda"},
    {"ROMANCESTANDARDTIME", "Europe/Paris"},
    {"RUSSIANSTANDARDTIME", "Europe/Moscow"},
    {"RUSSIATIMEZONE10", "Asia/Srednekolymsk"},
    {"RUSSIATIMEZONE11", "Asia/Kamchatka"},
    {"RUSSIATIMEZONE3", "Europe/Samara"},
    {"SAEASTERNSTANDARDTIME", "America/Cayenne"},
    {"SAINTPIERRESTANDARDTIME", "America/Miquelon"},
    {"SAKHALINSTANDARDTIME", "Asia/Sakhalin"},
    {"SAMOASTANDARDTIME", "Pacific/Apia"},
    {"SAOTOMESTANDARDTIME", "Africa/Sao_Tome"},
    {"SAPACIFICSTANDARDTIME", "America/Bogota"},
    {"SARATOVSTANDARDTIME", "Europe/Saratov"},
    {"SAWESTERNSTANDARDTIME", "America/La_Paz"},
    {"SEASIASTANDARDTIME", "Asia/Bangkok"},
    {"SINGAPORESTANDARDTIME", "Asia/Singapore"},
    {"SOUTHAFRICASTANDARDTIME", "Africa/Johannesburg"},
    {"SOUTHSUDANSTANDARDTIME", "Africa/Juba"},
    {"SRILANKASTANDARDTIME", "Asia/Colombo"},
    {"SUDANSTANDARDTIME", "Africa/Khartoum"},
    {"SYRIASTANDARDTIME", "Asia/Damascus"},
    {"TAIPEISTANDARDTIME", "Asia/Taipei"},
    {"TASMANIASTANDARDTIME", "Australia/Hobart"},
    {"TOCANTINSSTANDARDTIME", "America/Araguaina"},
    {"TOKYOSTANDARDTIME", "Asia/Tokyo"},
    {"TOMSKSTANDARDTIME", "Asia/Tomsk"},
    {"TONGASTANDARDTIME", "Pacific/Tongatapu"},
    {"TRANSBAIKALSTANDARDTIME", "Asia/Chita"},
    {"TURKEYSTANDARDTIME", "Europe/Istanbul"},
    {"TURKSANDCAICOSSTANDARDTIME", "America/Grand_Turk"},
    {"ULAANBAATARSTANDARDTIME", "Asia/Ulaanbaatar"},
    {"USEASTERNSTANDARDTIME", "America/Indiana/Indianapolis"},
    {"USMOUNTAINSTANDARDTIME", "America/Phoenix"},
    {"UTC", "Etc/UTC"},
    {"UTC+12", "Etc/GMT-12"},
    {"UTC+13", "Etc/GMT-13"},
    {"UTC-02", "Etc/GMT+2"},
    {"UTC-08", "Etc/GMT+8"},
    {"UTC-09", "Etc/GMT+9"},
    {"UTC-11", "Etc/GMT+11"},
    {"VENEZUELASTANDARDTIME", "America/Caracas"},
    {"VLADIVOSTOKSTANDARDTIME", "Asia/Vladivostok"},
    {"VOLGOGRADSTANDARDTIME", "Europe/Volgograd"},
    {"WAUSTRALIASTANDARDTIME", "Australia/Perth"},
    {"WCENTRALAFRICASTANDARDTIME", "Africa/Lagos"},
    {"WESTASIASTANDARDTIME", "Asia/Tashkent"},
    {"WESTBANKSTANDARDTIME", "Asia/Hebron"},
    {"WESTPACIFICSTANDARDTIME", "Pacific/Port_Moresby"},
    {"WEUROPESTANDARDTIME", "Europe/Berlin"},
    {"WMONGOLIASTANDARDTIME", "Asia/Hovd"},
    {"YAKUTSKSTANDARDTIME", "Asia/Yakutsk"},
    {"YUKONSTANDARDTIME", "America/Whitehorse"},
});

static_assert(std::is_sorted(kZones.begin(), kZones.end(),
                             [](const Zone& a, const Zone& b) { return a.first < b.first; }));

/// Letters, digits and signs of `name`, in upper case.
std::string bareName(std::string_view name) {
  std::string bare;
  for (const char c : name) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    const bool stays = (upper >= 'A' && upper <= 'Z') || (upper >= '0' && upper <= '9') ||
                       upper == '+' || upper == '-';
    if (stays) bare += upper;
  }
  return bare;
}

}  // namespace

std::string ianaTimeZone(std::string_view xero_name) {
  const auto bare = bareName(xero_name);
  const auto found =
      std::lower_bound(kZones.begin(), kZones.end(), bare,
                       [](const Zone& zone, const std::string& name) { return zone.first < name; });
  return found != kZones.end() && found->first == bare ? found->second : std::string();
}

}  // namespace patchbay
