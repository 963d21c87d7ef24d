#include "tools/sandbox/gusto/demo/demo_people_rows.hpp"

namespace patchbay::sandbox::gusto {
namespace {

constexpr std::string_view kBakery = "Larkspur Bakery Collective";
constexpr std::string_view kFreight = "Tern Harbor Freight";
constexpr std::string_view kInstruments = "Quillon Instruments";
constexpr std::string_view kFullTime = "full_time";
constexpr std::string_view kTwentyPlus = "part_time_twenty_plus_hours";
constexpr std::string_view kUnderTwenty = "part_time_under_twenty_hours";

// clang-format off
constexpr PersonRow kPeople[] = {
    {kBakery, "Maribel", "Osei", "", "Founder", "2019-02-11", "Paycheck", 520000, "Owner", kFullTime, Trait::owner},
    {kBakery, "Tobias", "Renwick", "", "Co-founder", "2019-02-11", "Paycheck", 480000, "Owner", kFullTime, Trait::owner},
    {kBakery, "Ines", "Okafor", "Operations", "Dispatcher", "2023-03-06", "Hour", 2475, "Nonexempt", kTwentyPlus, Trait::plain},
    {kBakery, "Jorah", "Penhallow", "Bakery", "Head Baker", "2019-04-01", "Year", 7850000, "Exempt", kFullTime, Trait::raised},
    {kBakery, "Sunniva", "Kask", "Bakery", "Baker", "2020-09-14", "Hour", 2610, "Nonexempt", kFullTime, Trait::raised},
    {kBakery, "Dario", "Velluti", "Bakery", "Baker", "2021-01-11", "Hour", 2580, "Nonexempt", kFullTime, Trait::planned_raise},
    {kBakery, "Wren", "Abernathy", "Bakery", "Baker", "2022-05-02", "Hour", 2450, "Nonexempt", kFullTime, Trait::plain},
    {kBakery, "Odalys", "Ferrant", "Bakery", "Pastry Chef", "2020-02-03", "Year", 6420000, "Exempt", kFullTime, Trait::planned_raise},
    {kBakery, "Kofi", "Strand", "Bakery", "Pastry Cook", "2023-08-21", "Hour", 2325, "Nonexempt", kTwentyPlus, Trait::plain},
    {kBakery, "Philippa", "Noor", "Bakery", "Apprentice", "2025-09-01", "Hour", 1840, "Nonexempt", kUnderTwenty, Trait::plain},
    {kBakery, "Anselm", "Brodeur", "Bakery", "Apprentice", "2025-09-01", "Hour", 1840, "Nonexempt", kUnderTwenty, Trait::plain},
    {kBakery, "Yuki", "Harrowgate", "Bakery", "Night Baker", "2021-11-08", "Hour", 2790, "Nonexempt", kFullTime, Trait::raised},
    {kBakery, "Leocadia", "Marsh", "Bakery", "Night Baker", "2022-10-17", "Hour", 2700, "Nonexempt", kFullTime, Trait::terminated},
    {kBakery, "Bastian", "Quill", "Shop", "Shop Lead", "2019-06-03", "Year", 5600000, "Exempt", kFullTime, Trait::raised},
    {kBakery, "Thandiwe", "Lowell", "Shop", "Clerk", "2022-03-14", "Hour", 1995, "Nonexempt", kTwentyPlus, Trait::plain},
    {kBakery, "Gideon", "Faro", "Shop", "Clerk", "2023-05-29", "Hour", 1950, "Nonexempt", kTwentyPlus, Trait::rehired},
    {kBakery, "Mirela", "Stonebrook", "Shop", "Clerk", "2024-02-12", "Hour", 1925, "Nonexempt", kUnderTwenty, Trait::plain},
    {kBakery, "Cassius", "Ebo", "Shop", "Clerk", "2024-06-10", "Hour", 1925, "Nonexempt", "seasonal", Trait::plain},
    {kBakery, "Hester", "Valdane", "Shop", "Clerk", "2023-11-13", "Hour", 1925, "Nonexempt", "variable", Trait::leaving},
    {kBakery, "Oren", "Takkinen", "Shop", "Clerk", "2022-08-08", "Hour", 1950, "Nonexempt", kTwentyPlus, Trait::terminated},
    {kBakery, "Delphine", "Arkwright", "Shop", "Barista", "2024-01-22", "Hour", 2050, "Nonexempt", kTwentyPlus, Trait::plain},
    {kBakery, "Rufus", "Ilesanmi", "Shop", "Barista", "2025-02-17", "Hour", 2025, "Nonexempt", kUnderTwenty, Trait::plain},
    {kBakery, "Ottoline", "Grieve", "Operations", "Operations Manager", "2020-01-06", "Year", 8650000, "Exempt", kFullTime, Trait::planned_raise},
    {kBakery, "Matthias", "Oyelaran", "Operations", "Driver", "2021-04-19", "Hour", 2280, "Nonexempt", kFullTime, Trait::second_job},
    {kBakery, "Zinnia", "Calloway", "Operations", "Driver", "2022-07-25", "Hour", 2240, "Nonexempt", kFullTime, Trait::plain},
    {kBakery, "Emeric", "Dunmore", "Operations", "Driver", "2023-01-16", "Hour", 2210, "Nonexempt", kFullTime, Trait::rehired},
    {kBakery, "Pilar", "Hask", "Operations", "Buyer", "2021-09-27", "Year", 5980000, "Exempt", kFullTime, Trait::plain},
    {kBakery, "Benedek", "Storrow", "Operations", "Mechanic", "2024-04-08", "Hour", 2890, "Nonexempt", kTwentyPlus, Trait::plain},
    {kBakery, "Aurelia", "Finch-Mbeki", "Office", "Bookkeeper", "2020-05-11", "Year", 6200000, "Salaried Nonexempt", kFullTime, Trait::raised},
    {kBakery, "Niall", "Rosander", "Office", "Payroll Clerk", "2023-06-05", "Week", 98000, "Salaried Nonexempt", kFullTime, Trait::plain},
    {kBakery, "Saoirse", "Delacroix-Webb", "Office", "Marketing Lead", "2022-02-28", "Month", 540000, "Exempt", kFullTime, Trait::plain},
    {kBakery, "Ivo", "Castellan", "Office", "Sales Agent", "2024-09-16", "Year", 2400000, "Commission Only Exempt", "variable", Trait::plain},
    {kBakery, "Renata", "Holm", "Office", "", "2021-03-01", "Year", 5100000, "Exempt", kFullTime, Trait::plain},
    {kBakery, "Cormac", "Adeyemi-Lund", "Office", "Archivist", "2019-10-07", "Year", 4900000, "Exempt", kFullTime, Trait::terminated},
    {kBakery, "Junia", "Merriweather", "", "", "", "Hour", 0, "Nonexempt", "", Trait::onboarding},
    {kBakery, "Lazlo", "Pemberwick", "Bakery", "Apprentice", "", "Hour", 0, "Nonexempt", "", Trait::onboarding},
    {kFreight, "Astrid", "Bellweather", "", "Owner", "2021-06-01", "Paycheck", 610000, "Owner", kFullTime, Trait::owner},
    {kFreight, "Ignatius", "Crowe", "Yard", "Forklift Operator", "2021-08-16", "Hour", 2690, "Nonexempt", kFullTime, Trait::raised},
    {kFreight, "Femi", "Lachlan", "Yard", "Loader", "2023-02-20", "Hour", 2150, "Nonexempt", kTwentyPlus, Trait::plain},
    {kFreight, "Romilly", "Tarn", "Road", "Driver", "2022-04-04", "Hour", 2930, "Nonexempt", kFullTime, Trait::second_job},
    {kFreight, "Sorin", "Eastgate", "Road", "Driver", "2021-10-18", "Hour", 2875, "Nonexempt", kFullTime, Trait::terminated},
    {kFreight, "Halima", "Voss", "Office", "Dispatcher", "2022-01-10", "Year", 5850000, "Exempt", kFullTime, Trait::planned_raise},
    {kInstruments, "Evander", "Sallow", "Research", "Optics Engineer", "2026-01-05", "Year", 11800000, "Exempt", kFullTime, Trait::plain},
    {kInstruments, "Marguerite", "Onuoha", "", "", "", "Hour", 0, "Nonexempt", "", Trait::onboarding},
};
// clang-format on

}  // namespace

std::span<const PersonRow> demoPeopleRows() { return kPeople; }

}  // namespace patchbay::sandbox::gusto
