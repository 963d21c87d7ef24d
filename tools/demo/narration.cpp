#include "tools/demo/narration.hpp"

#include <iostream>
#include <stdexcept>

namespace patchbay::demo {
namespace {

int step_number = 0;
bool is_aloud = true;

[[noreturn]] void fail(const std::string& promise) {
  throw std::runtime_error("step " + std::to_string(step_number) + " did not hold: " + promise);
}

}  // namespace

void narrate(bool aloud) { is_aloud = aloud; }

void step(const std::string& text) {
  ++step_number;
  if (is_aloud) std::cout << "\n" << step_number << ". " << text << "\n";
}

void tellMore(const std::string& text) {
  if (is_aloud) std::cout << "   " << text << std::endl;
}

void expect(bool holds, const std::string& promise) {
  if (!holds) fail(promise);
  tellMore("ok: " + promise);
}

void expect(bool holds, const std::string& promise, const http::HttpResponse& answer) {
  if (!holds) fail(promise + " (the answer was " + std::to_string(answer.status) + ")");
  tellMore("ok: " + promise);
}

}  // namespace patchbay::demo
