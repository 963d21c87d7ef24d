#pragma once

/// Marks what `libpatchbay.so` offers to hosts and plugins. Everything else stays hidden.
#define PATCHBAY_EXPORT __attribute__((visibility("default")))
