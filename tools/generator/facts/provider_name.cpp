#include "tools/generator/facts/provider_name.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "core/base/letter_case.hpp"
#include "tools/generator/refused.hpp"

namespace patchbay::generator {
namespace {

constexpr std::size_t kMostLetters = 40;

// The name becomes part of identifiers, and stands alone as a folder and as a path of the host.
constexpr std::array<std::string_view, 78> kKeywords{
    "alignas",   "alignof",   "and",       "asm",      "auto",     "bitand",   "bitor",   "bool",
    "break",     "case",      "catch",     "char",     "class",    "compl",    "concept", "const",
    "consteval", "constexpr", "constinit", "continue", "decltype", "default",  "delete",  "do",
    "double",    "else",      "enum",      "explicit", "export",   "extern",   "false",   "float",
    "for",       "friend",    "goto",      "if",       "inline",   "int",      "long",    "mutable",
    "namespace", "new",       "noexcept",  "not",      "nullptr",  "operator", "or",      "private",
    "protected", "public",    "register",  "requires", "return",   "short",    "signed",  "sizeof",
    "static",    "struct",    "switch",    "template", "this",     "throw",    "true",    "try",
    "typedef",   "typeid",    "typename",  "union",    "unsigned", "using",    "virtual", "void",
    "volatile",  "while",     "xor",       "override", "final",    "import"};
// Names that our own libraries, programs, tests, classes or settings have already.
constexpr std::array<std::string_view, 23> kReserved{
    "patchbay",  "core",        "host",         "fetch",       "plugin",    "flow",
    "generator", "integration", "integrations", "template",    "templates", "test",
    "tests",     "tools",       "sandbox",      "xxxxx",       "scripted",  "std",
    "boost",     "main",        "all",          "conformance", "model"};

bool isLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool isLetterOrDigit(char c) { return isLetter(c) || (c >= '0' && c <= '9'); }

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string quoted(const std::string& text) {
  constexpr std::size_t kMost = 60;
  std::string safe = "'";
  for (const char c : text.substr(0, kMost)) {
    const auto byte = static_cast<unsigned char>(c);
    char escaped[5];
    std::snprintf(escaped, sizeof(escaped), "\\x%02x", static_cast<unsigned>(byte));
    const bool is_plain = byte >= 0x20 && byte < 0x7f;
    safe += is_plain ? std::string(1, c) : std::string(escaped);
  }
  return safe + (text.size() > kMost ? "...'" : "'");
}

void checkProviderName(const std::string& name) {
  if (name.empty()) throw Refused("The integration has no name; say INTEGRATION=Acme.");
  const bool is_plain = isLetter(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
                          return isLetterOrDigit(c);
                        });
  if (!is_plain) {
    throw Refused("The name " + quoted(name) +
                  " cannot be used; take letters and digits, a letter first.");
  }
  if (name.size() > kMostLetters) {
    throw Refused("The name has " + std::to_string(name.size()) + " characters; take at most " +
                  std::to_string(kMostLetters) + ".");
  }
  const std::string lower = lowerCase(name);
  if (holds(kKeywords, lower)) {
    throw Refused("The name " + name + " is a keyword of C++; take another, such as " + name +
                  "App.");
  }
  if (holds(kReserved, lower)) {
    throw Refused("The name " + name + " is used by Patchbay itself; take another, such as " +
                  name + "App.");
  }
}

}  // namespace patchbay::generator
