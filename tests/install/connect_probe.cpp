// connect_probe PORT API_KEY INTEGRATION: connects a workspace through a running host and its
// provider, and fetches the token, as a browser and a backend do.
#include <cstdint>
#include <exception>
#include <iostream>
#include <string>

#include "tests/flow/flow_client.hpp"
#include "tests/support/sandbox_process.hpp"

int main(int, char** arguments) {
  using patchbay::testing::FlowClient;
  using patchbay::testing::SandboxProcess;
  try {
    const auto port = static_cast<std::uint16_t>(std::stoul(arguments[1]));
    FlowClient client(port, arguments[2], arguments[3]);
    const auto page = client.connect("outside", SandboxProcess::kCompany);
    std::cout << "page " << page.status << " " << page.url << "\n";
    const auto token = client.token("outside");
    std::cout << "token " << token.status << " " << token.text("code") << "\n";
    return token.status == 200 && !token.text("access_token").empty() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cout << error.what() << "\n";
    return 1;
  }
}
