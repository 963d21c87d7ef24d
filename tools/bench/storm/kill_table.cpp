#include "tools/bench/storm/kill_table.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace patchbay::storm {
namespace {

void add(KillResults& sum, const KillResults& results) {
  sum.kills += results.kills;
  sum.worked += results.worked;
  sum.reported += results.reported;
  sum.lost += results.lost;
  sum.wrong += results.wrong;
}

void printLine(const std::string& database, const std::string& rotation, const std::string& point,
               const KillResults& results) {
  std::printf("  %-11s%-17s%-26s%8u%8u%15u%6u%7u\n", database.c_str(), rotation.c_str(),
              point.c_str(), results.kills, results.worked, results.reported, results.lost,
              results.wrong);
}

bool isSame(const KillRow& one, const std::string& database, const std::string& rotation,
            const std::string& point) {
  return nameOf(one.database) == database && one.rotation == rotation && one.point == point;
}

}  // namespace

void writeKillRow(const std::string& file, const KillRow& row) {
  if (file.empty()) return;
  const KillResults& results = row.results;
  std::ofstream(file, std::ios::app)
      << nameOf(row.database) << ' ' << row.rotation << ' ' << row.point << ' ' << results.kills
      << ' ' << results.worked << ' ' << results.reported << ' ' << results.lost << ' '
      << results.wrong << '\n';
}

void readKillRows(const std::string& file, unsigned times, std::vector<KillRow>& rows) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string database, rotation, point;
    KillResults results;
    words >> database >> rotation >> point >> results.kills >> results.worked >> results.reported >>
        results.lost >> results.wrong;
    if (!words || results.kills < times) continue;
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const KillRow& candidate) {
      return isSame(candidate, database, rotation, point);
    });
    if (row != rows.end()) row->results = results;
  }
}

bool printKillRows(const std::vector<KillRow>& rows) {
  std::printf("\n  %-11s%-17s%-26s%8s%8s%15s%6s%7s\n", "database", "rotation", "fault point",
              "kills", "worked", "lost_rotation", "lost", "wrong");
  KillResults sum;
  bool all_hold = true;
  for (const KillRow& row : rows) {
    printLine(std::string(nameOf(row.database)), row.rotation, row.point, row.results);
    for (const std::string& reason : row.results.reasons) std::printf("    %s\n", reason.c_str());
    add(sum, row.results);
    all_hold = all_hold && row.results.hold();
  }
  printLine("all", "", "", sum);
  std::printf("  right: %s\n", all_hold ? "yes" : "NO");
  std::fflush(stdout);
  return all_hold;
}

}  // namespace patchbay::storm
