// patchbay-bench: what handing out a token from memory costs, beside a bare server and nginx.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <vector>

#include "tools/bench/instructions.hpp"
#include "tools/bench/subject.hpp"

namespace patchbay::bench {
namespace {

constexpr double kWantedCpuRatio = 1.5;
constexpr double kWantedInstructions = 20'000;

struct Options {
  unsigned rounds = 20;
  unsigned milliseconds = 500;
  unsigned connections = 64;
  std::uint64_t requests = 4'000;
  bool without_instructions = false;
};

struct Measured {
  std::string name;
  std::vector<double> cpu;  ///< microseconds per request, one entry a round
  std::vector<double> p50;
  std::vector<double> p99;
  std::vector<double> rate;
  double instructions = 0;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

void measureRound(const Running& running, const Options& options, Measured& measured) {
  loadFor(running.target, options.connections, std::chrono::milliseconds(100));
  const auto before = running.server->cpuTime();
  const auto load =
      loadFor(running.target, options.connections, std::chrono::milliseconds(options.milliseconds));
  const auto spent = running.server->cpuTime() - before;
  const auto requests = static_cast<double>(load.requests);
  measured.cpu.push_back(std::chrono::duration<double, std::micro>(spent).count() / requests);
  measured.p50.push_back(load.p50_microseconds);
  measured.p99.push_back(load.p99_microseconds);
  measured.rate.push_back(requests / load.seconds);
}

/// Rounds take turns, so that whatever else the machine does falls on all alike.
std::vector<Measured> measureTimes(const std::vector<Subject>& subjects, const Options& options) {
  std::vector<Measured> results;
  std::vector<Running> running;
  for (const auto& subject : subjects) {
    running.push_back(subject.start({}));
    results.emplace_back().name = subject.name;
  }
  for (unsigned round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < running.size(); ++i) measureRound(running[i], options, results[i]);
  }
  return results;
}

void print(const std::vector<Measured>& results) {
  std::printf("\n%-34s %11s %9s %9s %10s %13s\n", "", "server CPU", "p50", "p99", "",
              "user instr.");
  std::printf("%-34s %11s %9s %9s %10s %13s\n", "", "us/request", "us", "us", "requests/s",
              "per request");
  for (const auto& one : results) {
    std::printf("%-34s %11.2f %9.0f %9.0f %10.0f", one.name.c_str(), median(one.cpu),
                median(one.p50), median(one.p99), median(one.rate));
    if (one.instructions > 0) {
      std::printf(" %13.0f\n", one.instructions);
    } else {
      std::printf(" %13s\n", "-");
    }
  }
}

void judge(const char* what, double value, double wanted) {
  std::printf("%-52s %9.2f  wanted at most %9.2f: %s\n", what, value, wanted,
              value <= wanted ? "holds" : "DOES NOT HOLD");
}

/// Round by round, since both servers of a round met the same conditions.
double ratioOfCpu(const Measured& one, const Measured& bare) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < one.cpu.size(); ++i) ratios.push_back(one.cpu[i] / bare.cpu[i]);
  return median(ratios);
}

void judgeAll(const std::vector<Measured>& results) {
  std::printf("\n");
  for (const auto& one : results) {
    if (&one == &results.front() || one.name.starts_with("nginx")) continue;
    judge((one.name + ": CPU / bare").c_str(), ratioOfCpu(one, results.front()), kWantedCpuRatio);
    if (one.instructions == 0) continue;
    judge((one.name + ": instructions").c_str(), one.instructions, kWantedInstructions);
  }
}

void run(const Options& options, const std::string& programs) {
  const auto subjects = findSubjects(programs);
  std::printf("%u rounds of %u ms each, %u connections, one serving thread each; medians\n",
              options.rounds, options.milliseconds, options.connections);
  auto results = measureTimes(subjects, options);
  const bool countable = !options.without_instructions && !findInstalled("valgrind").empty();
  if (!countable) std::printf("left out: instructions (valgrind not installed, or not wanted)\n");
  for (std::size_t i = 0; countable && i < subjects.size(); ++i) {
    results[i].instructions = countInstructions(subjects[i], options.requests);
  }
  print(results);
  judgeAll(results);
}

}  // namespace
}  // namespace patchbay::bench

int main(int argc, char** argv) {
  patchbay::bench::Options options;
  CLI::App app("Measures the hand-out of a token from memory against a bare server and nginx.");
  app.add_option("--rounds", options.rounds, "rounds for each server")->capture_default_str();
  app.add_option("--milliseconds", options.milliseconds, "length of a round")
      ->capture_default_str();
  app.add_option("--connections", options.connections, "callers at a time")->capture_default_str();
  app.add_option("--requests", options.requests, "requests when instructions are counted")
      ->capture_default_str();
  app.add_flag("--without-instructions", options.without_instructions, "measure times only");
  CLI11_PARSE(app, argc, argv);
  try {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    patchbay::bench::run(options, self.parent_path());
  } catch (const std::exception& error) {
    std::cerr << "patchbay-bench: " << error.what() << "\n";
    return 1;
  }
}
