#include "host/web/pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/crypto/digest.hpp"

namespace patchbay::host::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string headerOf(const http::ServerResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

FailureText failureWith(const std::string& detail) {
  FailureText text;
  text.title = "Acme was not connected";
  text.sentence = "Please start again.";
  text.detail = detail;
  return text;
}

TEST(Pages, AllowTheirOwnStyleSheetAndNothingElse) {
  const auto page = connectedPage("Acme", {}, {});
  const std::string style = page.body.substr(
      page.body.find("<style>") + 7, page.body.find("</style>") - page.body.find("<style>") - 7);
  EXPECT_EQ(headerOf(page, "Content-Security-Policy"),
            "default-src 'none'; style-src 'sha256-" + crypto::base64(crypto::sha256(style)) +
                "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  EXPECT_EQ(headerOf(page, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(headerOf(page, "Cache-Control"), "no-store");
}

TEST(Pages, NameNoOtherOrigin) {
  ConnectRow row;
  row.name = "Acme";
  row.login_url = "/integration/acme/login";
  for (const auto& page :
       {connectPage({row}), connectedPage("Acme", {}, {}), failurePage(400, failureWith("x"))}) {
    EXPECT_THAT(page.body, Not(HasSubstr("http:")));
    EXPECT_THAT(page.body, Not(HasSubstr("https:")));
    EXPECT_THAT(page.body, Not(HasSubstr("<script")));
    EXPECT_THAT(page.body, HasSubstr("<html lang=\"en\">"));
    EXPECT_THAT(page.body, HasSubstr("width=device-width"));
  }
}

TEST(Pages, EscapeWhatAProviderSays) {
  const auto page = failurePage(400, failureWith("<script>alert('x')</script>&\""));
  EXPECT_THAT(page.body, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"));
}

TEST(Pages, CutWhatAProviderSays) {
  const auto page = failurePage(400, failureWith(std::string(10'000, 'x')));
  EXPECT_EQ(std::count(page.body.begin() + static_cast<long>(page.body.find("Detail:")),
                       page.body.end(), 'x'),
            253);
}

TEST(Pages, CutBetweenCharacters) {
  std::string text(252, 'x');
  for (int i = 0; i < 9; ++i) text += "\u20AC";  // three bytes each
  EXPECT_EQ(shorten(text), std::string(252, 'x') + "\u2026");
  EXPECT_EQ(shorten("short"), "short");
  EXPECT_EQ(shorten(std::string(256, 'y')), std::string(256, 'y'));
}

TEST(Pages, TellTheStateOfEachConnection) {
  ConnectRow fresh;
  fresh.name = "Acme";
  ConnectRow good = fresh;
  good.state = ConnectRow::State::connected;
  good.tenants.emplace_back("company-1", "Bakery <Ltd>");
  ConnectRow broken = fresh;
  broken.state = ConnectRow::State::needs_reconnect;
  const std::string body = connectPage({fresh, good, broken}).body;
  EXPECT_THAT(body, HasSubstr("Not connected"));
  EXPECT_THAT(body, HasSubstr("Bakery &lt;Ltd&gt;"));
  EXPECT_THAT(body, HasSubstr("Reconnect needed"));
}

}  // namespace
}  // namespace patchbay::host::web
