#include "tools/sandbox/common/oauth/consent_pages.hpp"

#include <utility>

#include "tools/sandbox/common/oauth/sign_in.hpp"

namespace patchbay::sandbox {
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
        background: var(--brand); color: #fff; }
h1 { font-size: 1.4rem; margin: .6rem 0; }
label { display: block; margin: .8rem 0; }
input[type=email], input[type=password] { display: block; width: 100%; box-sizing: border-box;
        padding: .6rem; font: inherit; border: 1px solid #8a8a8a; border-radius: .4rem; }
.choice { border: 1px solid #8a8a8a; border-radius: .4rem; padding: .7rem; }
.choice small { display: block; margin-left: 1.6rem; opacity: .75; }
button { width: 100%; padding: .75rem; margin-top: .6rem; font: inherit; border-radius: .4rem;
        border: 1px solid var(--brand); background: var(--brand); color: #fff; cursor: pointer; }
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

std::string lineOf(std::string_view field, const Choice& choice, bool first) {
  return "<label class=\"choice\"><input type=\"radio\" name=\"" + escaped(field) + "\" value=\"" +
         escaped(choice.value) + "\"" + (first ? " checked" : "") + "> " + escaped(choice.label) +
         "<small>" + escaped(choice.note) + "</small></label>\n";
}

}  // namespace

http::ServerResponse ConsentPages::page(unsigned status, std::string_view title,
                                        std::string_view content) const {
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += "<title>" + escaped(title) + "</title>\n";
  html += "<link rel=\"stylesheet\" href=\"" + std::string(brand_.style_path) + "\">\n";
  html += "<main>\n<span class=\"mark\">" + escaped(brand_.name) + "</span>\n";
  html += "<h1>" + escaped(title) + "</h1>\n" + std::string(content) + "</main>\n</html>\n";
  http::ServerResponse answer(status);
  answer.with("Content-Type", "text/html; charset=utf-8")
      .with("Cache-Control", "no-store")
      .with("Content-Security-Policy", std::string(kPolicy))
      .with("Referrer-Policy", "no-referrer");
  answer.body = std::move(html);
  return answer;
}

std::string ConsentPages::formStart(const oauth::Parameters& carried,
                                    std::string_view problem) const {
  std::string html;
  if (!problem.empty()) html += "<p class=\"problem\">" + escaped(problem) + "</p>\n";
  html += "<form method=\"post\" action=\"" + std::string(brand_.form_path) + "\">\n";
  for (const auto& [name, value] : carried) {
    html +=
        "<input type=\"hidden\" name=\"" + escaped(name) + "\" value=\"" + escaped(value) + "\">\n";
  }
  return html;
}

http::ServerResponse ConsentPages::signIn(const oauth::Parameters& carried,
                                          std::string_view problem) const {
  const std::string content =
      formStart(carried, problem) +
      "<label>Email <input type=\"email\" name=\"email\" autocomplete=\"off\" value=\"" +
      std::string(SignIn::kEmail) + "\"></label>\n" +
      "<label>Password <input type=\"password\" name=\"password\" autocomplete=\"off\" value=\"" +
      std::string(SignIn::kPassword) + "\"></label>\n" + "<button>Sign in</button>\n</form>\n";
  return page(200, "Sign in", content);
}

http::ServerResponse ConsentPages::choose(std::string_view title, std::string_view field,
                                          const std::vector<Choice>& choices,
                                          const oauth::Parameters& carried,
                                          std::string_view problem) const {
  std::string content = formStart(carried, problem);
  for (const Choice& choice : choices) {
    content += lineOf(field, choice, &choice == &choices.front());
  }
  content +=
      "<button name=\"decision\" value=\"allow\">Give access</button>\n"
      "<button class=\"plain\" name=\"decision\" value=\"deny\">Refuse</button>\n</form>\n";
  return page(200, title, content);
}

http::ServerResponse ConsentPages::error(std::string_view reason) const {
  return page(400, "This link does not work", "<p class=\"problem\">" + escaped(reason) + "</p>\n");
}

http::ServerResponse ConsentPages::stylesheet() const {
  http::ServerResponse answer(200);
  answer.with("Content-Type", "text/css; charset=utf-8").with("Cache-Control", "max-age=3600");
  answer.body = ":root { --brand: " + std::string(brand_.colour) + "; }" + std::string(kStylesheet);
  return answer;
}

}  // namespace patchbay::sandbox
