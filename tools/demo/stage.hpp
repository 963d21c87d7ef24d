#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tools/common/child_program.hpp"

namespace patchbay::demo {

/// Where the story plays: a sandbox and a host, on free ports, in a folder that goes with them.
class Stage {
 public:
  /// @param programs  the folder of `patchbay` and `patchbay-sandbox`.
  explicit Stage(const std::filesystem::path& programs);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  const std::string& host() const { return host_url_; }
  const std::string& sandbox() const { return sandbox_url_; }
  const std::string& apiKey() const { return api_key_; }

  /// Stops both. @returns whether the host ended as it should.
  bool close();

 private:
  ChildProgram::Options program(const std::string& name) const;
  void beginSandbox();
  void prepareHost();
  void beginHost();

  std::filesystem::path programs_;
  std::filesystem::path folder_;
  std::string sandbox_url_;
  std::string host_url_;
  std::string api_key_;
  std::unique_ptr<ChildProgram> sandbox_;
  std::unique_ptr<ChildProgram> host_;
};

}  // namespace patchbay::demo
