#pragma once

#include <string>

#include "core/http/http_client.hpp"

namespace patchbay::demo {

/// Whether what is told is printed, as it is at first.
void narrate(bool aloud);

/// Begins the next step; all stories count together.
void step(const std::string& text);

/// A line below the step.
void tellMore(const std::string& text);

/// What a step promises.
/// @throws std::runtime_error naming step and promise when it does not hold.
void expect(bool holds, const std::string& promise);
/// The same, for a promise about an answer, whose status is told on failure.
void expect(bool holds, const std::string& promise, const http::HttpResponse& answer);

}  // namespace patchbay::demo
