#include "tools/sandbox/gusto/oauth/consent_page.hpp"

#include <utility>

namespace patchbay::sandbox::gusto {
namespace {

// No form-action: browsers apply it to every redirect that follows a form, and where the
// application sends its user in the end is not ours to know.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

constexpr std::string_view kStylesheet = R"css(
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 1rem; display: grid; place-items: center; min-height: 90vh; }
main { width: 100%; max-width: 26rem; }
.mark { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .8rem;
        background: #0a8080; color: #fff; }
h1 { font-size: 1.4rem; margin: .6rem 0; }
label { display: block; margin: .8rem 0; }
input[type=email], input[type=password] { display: block; width: 100%; box-sizing: border-box;
        padding: .6rem; font: inherit; border: 1px solid #8a8a8a; border-radius: .4rem; }
.choice { border: 1px solid #8a8a8a; border-radius: .4rem; padding: .7rem; }
.choice small { display: block; margin-left: 1.6rem; opacity: .75; }
button { width: 100%; padding: .75rem; margin-top: .6rem; font: inherit; border-radius: .4rem;
        border: 1px solid #0a8080; background: #0a8080; color: #fff; cursor: pointer; }
button.plain { background: transparent; color: inherit; border-color: #8a8a8a; }
.problem { border-left: 4px solid #c0392b; padding-left: .7rem; }
)css";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

http::ServerResponse page(unsigned status, std::string_view title, std::string_view content) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += "<title>" + escaped(title) + "</title>\n";
  html += "<link rel=\"stylesheet\" href=\"" + std::string(kStylesheetPath) + "\">\n";
  html += "<main>\n<span class=\"mark\">Gusto sandbox</span>\n";
  html += "<h1>" + escaped(title) + "</h1>\n" + std::string(content) + "</main>\n</html>\n";
  http::ServerResponse answer(status);
  answer.with("Content-Type", "text/html; charset=utf-8")
      .with("Cache-Control", "no-store")
      .with("Content-Security-Policy", std::string(kPolicy))
      .with("Referrer-Policy", "no-referrer");
  answer.body = std::move(html);
  return answer;
}

std::string formStart(const oauth::Parameters& carried, std::string_view problem) {
  std::string html;
  if (!problem.empty()) html += "<p class=\"problem\">" + escaped(problem) + "</p>\n";
  html += "<form method=\"post\" action=\"/oauth/authorize\">\n";
  for (const auto& [name, value] : carried) {
    html +=
        "<input type=\"hidden\" name=\"" + escaped(name) + "\" value=\"" + escaped(value) + "\">\n";
  }
  return html;
}

std::string choice(const Company& company, bool first) {
  return "<label class=\"choice\"><input type=\"radio\" name=\"company\" value=\"" +
         escaped(company.uuid) + "\"" + (first ? " checked" : "") + "> " + escaped(company.name) +
         "<small>" + std::to_string(company.employees.size()) + " people</small></label>\n";
}

}  // namespace

http::ServerResponse signInPage(const oauth::Parameters& carried, std::string_view problem) {
  const std::string content =
      formStart(carried, problem) +
      "<label>Email <input type=\"email\" name=\"email\" autocomplete=\"off\" value=\"" +
      std::string(DemoAdmin::kEmail) + "\"></label>\n" +
      "<label>Password <input type=\"password\" name=\"password\" autocomplete=\"off\" value=\"" +
      std::string(DemoAdmin::kPassword) + "\"></label>\n" + "<button>Sign in</button>\n</form>\n";
  return page(200, "Sign in", content);
}

http::ServerResponse companyPage(const oauth::Parameters& carried,
                                 const std::vector<Company>& companies, std::string_view problem) {
  std::string content = formStart(carried, problem);
  for (const Company& company : companies) {
    content += choice(company, &company == &companies.front());
  }
  content +=
      "<button name=\"decision\" value=\"allow\">Give access</button>\n"
      "<button class=\"plain\" name=\"decision\" value=\"deny\">Refuse</button>\n</form>\n";
  return page(200, "Which company?", content);
}

http::ServerResponse consentErrorPage(std::string_view reason) {
  return page(400, "This link does not work", "<p class=\"problem\">" + escaped(reason) + "</p>\n");
}

http::ServerResponse consentStylesheet() {
  http::ServerResponse answer(200);
  answer.with("Content-Type", "text/css; charset=utf-8").with("Cache-Control", "max-age=3600");
  answer.body = kStylesheet;
  return answer;
}

}  // namespace patchbay::sandbox::gusto
