#include "core/http/request_guard.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <charconv>
#include <cstring>

#include "core/http/form.hpp"

namespace patchbay::http {
namespace {

namespace beast = boost::beast::http;

constexpr Refusal kBareLineFeed{ErrorCode::invalid_request,
                                "A line of the header ends in LF alone; end it with CR LF."};
constexpr Refusal kBadFraming{ErrorCode::invalid_request,
                              "The length of the body is not clear; send one Content-Length or "
                              "`Transfer-Encoding: chunked`."};

/// The longest method that is served, two blanks and `HTTP/1.1`.
constexpr std::size_t kRequestLineOverhead = 7 + 2 + 8;

using ByteSet = std::array<bool, 256>;

constexpr ByteSet makeSet(std::string_view extra) {
  ByteSet set{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    set[byte] = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                (byte >= 'a' && byte <= 'z');
  }
  for (const char byte : extra) set[static_cast<unsigned char>(byte)] = true;
  return set;
}

constexpr ByteSet kRequestIdBytes = makeSet("._-");
constexpr ByteSet kHostBytes = makeSet("._~-:[]");
/// RFC 3986's pchar, `/`, `?`, and a few that browsers leave as they are. No `#`, no blank, no
/// control byte, nothing from 0x80 on.
constexpr ByteSet kTargetBytes = makeSet("-._~%!$&'()*+,;=:@/?\"<>[]\\^`{|}");

bool allIn(const ByteSet& set, std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [&set](char byte) { return set[static_cast<unsigned char>(byte)]; });
}

bool isServedMethod(beast::verb method) {
  switch (method) {
    case beast::verb::get:
    case beast::verb::head:
    case beast::verb::post:
    case beast::verb::put:
    case beast::verb::patch:
    case beast::verb::delete_:
    case beast::verb::options:
      return true;
    default:
      return false;
  }
}

std::optional<Refusal> inspectTarget(std::string_view target, const GuardLimits& limits,
                                     RequestFacts& facts) {
  if (target.size() > limits.target) {
    return Refusal{ErrorCode::uri_too_long, "The request target is too long; shorten it."};
  }
  if (!target.starts_with('/')) {
    return Refusal{ErrorCode::invalid_request,
                   "The request target must be a path that begins with `/`."};
  }
  if (!allIn(kTargetBytes, target)) {
    return Refusal{ErrorCode::invalid_request,
                   "The request target holds a byte that must be percent-encoded."};
  }
  const auto mark = std::min(target.find('?'), target.size());
  facts.path = target.substr(0, mark);
  facts.query = target.substr(std::min(mark + 1, target.size()));
  facts.has_escapes = facts.path.find('%') != std::string_view::npos;
  if (target.find('%') == std::string_view::npos) return std::nullopt;
  if (!percentDecode(target)) {
    return Refusal{ErrorCode::invalid_request,
                   "The request target does not decode to UTF-8 without NUL."};
  }
  return std::nullopt;
}

/// What the fields say that matters to framing and routing.
struct Tally {
  unsigned hosts = 0;
  unsigned lengths = 0;
  unsigned codings = 0;
  bool bad_host = false;
  bool bad_length = false;
  bool bad_coding = false;
  bool bad_expectation = false;
};

bool parseLength(std::string_view text, std::uint64_t& length) {
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), length);
  return !text.empty() && text.front() != '-' && parsed.ec == std::errc{} &&
         parsed.ptr == text.data() + text.size();
}

void countField(const beast::fields::value_type& field, Tally& tally, RequestFacts& facts) {
  const std::string_view value(field.value().data(), field.value().size());
  switch (field.name()) {
    case beast::field::host:
      ++tally.hosts;
      tally.bad_host = value.empty() || !allIn(kHostBytes, value);
      break;
    case beast::field::content_length:
      ++tally.lengths;
      tally.bad_length = !parseLength(value, facts.content_length);
      break;
    case beast::field::transfer_encoding:
      ++tally.codings;
      facts.chunked = true;
      tally.bad_coding = !boost::beast::iequals(field.value(), "chunked");
      break;
    case beast::field::expect:
      facts.expects_continue = true;
      tally.bad_expectation |= !boost::beast::iequals(field.value(), "100-continue");
      break;
    case beast::field::unknown:
      if (boost::beast::iequals(field.name_string(), "X-Request-Id") && isSafeRequestId(value)) {
        facts.request_id = value;
      }
      break;
    default:
      break;
  }
}

std::optional<Refusal> judge(const Tally& tally, bool http10, const GuardLimits& limits,
                             RequestFacts& facts) {
  // RFC 9112 section 3.2: one Host, and HTTP/1.0 may leave it out.
  const bool host_missing = tally.hosts == 0 && !http10;
  if (host_missing || tally.hosts > 1 || tally.bad_host) {
    return Refusal{ErrorCode::invalid_request, "Send exactly one Host field, naming the host."};
  }
  const bool contradiction = tally.lengths + tally.codings > 1 || (http10 && tally.codings > 0);
  if (contradiction || tally.bad_length || tally.bad_coding) return kBadFraming;
  if (facts.content_length > limits.body) {
    return Refusal{ErrorCode::payload_too_large, "The body is larger than this host accepts."};
  }
  if (http10) facts.expects_continue = false;  // RFC 9110 section 10.1.1
  if (tally.bad_expectation && !http10) {
    return Refusal{ErrorCode::invalid_request, "The only expectation served is `100-continue`."};
  }
  return std::nullopt;
}

}  // namespace

std::size_t HeaderScan::refuse(ErrorCode code, std::string_view reason) {
  refusal_ = Refusal{code, reason};
  return 0;
}

void HeaderScan::restart() {
  line_ = next_ = lines_ = 0;
  refusal_.reset();
}

std::size_t HeaderScan::advance(std::string_view bytes) {
  if (next_ == 0 && !bytes.empty() && (bytes[0] < 'A' || bytes[0] > 'Z')) {
    return refuse(ErrorCode::invalid_request, "This is not an HTTP/1.1 request.");
  }
  while (next_ < bytes.size()) {
    const auto* found = std::memchr(bytes.data() + next_, '\n', bytes.size() - next_);
    if (found == nullptr) break;
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    if (end == 0 || bytes[end - 1] != '\r') return refuse(kBareLineFeed.code, kBareLineFeed.reason);
    const bool folded = bytes[line_] == ' ' || bytes[line_] == '\t';
    if (folded) return refuse(ErrorCode::invalid_request, "A field of the header is folded.");
    const bool empty = end == line_ + 1;
    next_ = line_ = end + 1;
    if (next_ > limits_.header) break;
    if (empty) return next_;
    if (++lines_ > limits_.fields + 1) {
      return refuse(ErrorCode::header_too_large, "The header has too many fields.");
    }
  }
  return waitForMore(bytes);
}

std::size_t HeaderScan::waitForMore(std::string_view bytes) {
  next_ = bytes.size();
  if (lines_ == 0 && bytes.size() > limits_.target + kRequestLineOverhead) {
    return refuse(ErrorCode::uri_too_long, "The request target is too long; shorten it.");
  }
  if (bytes.size() > limits_.header) {
    return refuse(ErrorCode::header_too_large, "The header is too large.");
  }
  return 0;
}

bool isSafeRequestId(std::string_view text) {
  return !text.empty() && text.size() <= 64 && allIn(kRequestIdBytes, text);
}

std::optional<Refusal> inspect(const RequestHeader& header, const GuardLimits& limits,
                               RequestFacts& facts) {
  facts = RequestFacts{};
  if (!isServedMethod(header.method())) {
    return Refusal{ErrorCode::invalid_request,
                   "The method is none of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS."};
  }
  const std::string_view target(header.target().data(), header.target().size());
  if (auto refusal = inspectTarget(target, limits, facts)) return refusal;
  Tally tally;
  for (const auto& field : header) countField(field, tally, facts);
  return judge(tally, header.version() == 10, limits, facts);
}

}  // namespace patchbay::http
