#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// Starting servers that refuse to run as root: then they run as the user `postgres`.
namespace patchbay::testing {

/// Lets that user own a file or folder.
void giveToServerUser(const std::filesystem::path& path);

/// Starts a program, by its path; it ends with this process. Output and errors go to the file.
pid_t startServer(std::vector<std::string> arguments, const std::filesystem::path& output_file);

/// The same, to its end. Throws `std::runtime_error` with the output when it fails.
void runAsServerUser(const std::vector<std::string>& arguments,
                     const std::filesystem::path& output_file);

/// A port of 127.0.0.1 that nobody listens on.
std::uint16_t findFreePort();

/// Asks again and again. Throws `std::runtime_error` when it takes a minute.
void waitUntil(const std::string& what, const std::function<bool()>& condition);

}  // namespace patchbay::testing
