#include "core/crypto/key_ring.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "core/base/error.hpp"
#include "core/crypto/digest.hpp"
#include "core/crypto/random.hpp"

namespace patchbay::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32;

[[noreturn]] void refuse(const std::string& text) {
  throw IntegrationError(ErrorCode::settings_invalid, text);
}

bool isKeyId(std::string_view id) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !id.empty() && id.size() <= 32 && id.find_first_not_of(kAllowed) == std::string_view::npos;
}

KeyRing::Key parseKey(std::string_view line, const std::string& place) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !isKeyId(line.substr(0, colon))) {
    refuse(place + ": not a key; write <key id>:<base64 of 32 bytes>, the id of a-z, 0-9 and -");
  }
  std::optional<std::string> bytes = parseBase64(line.substr(colon + 1));
  if (!bytes) refuse(place + ": the key is not base64; copy the whole line again");
  Secret key(std::move(*bytes));
  if (key.size() != kKeyBytes) {
    refuse(place + ": the key has " + std::to_string(key.size()) +
           " bytes, not 32; restore the file or make a new key");
  }
  return {std::string(line.substr(0, colon)), std::move(key)};
}

std::string_view takeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

/// A descriptor that closes itself.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

bool writeDurably(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

bool syncFolderOf(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const OpenFile opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.descriptor() >= 0 && ::fsync(opened.descriptor()) == 0;
}

Secret newKeyFileText() {
  const std::string id = "key-" + randomId("").substr(0, 8);
  std::string bytes = randomBytes(kKeyBytes);
  std::string encoded = base64(bytes);
  std::string text =
      "# The keys that seal what Patchbay stores. Without them the database cannot be read: keep\n"
      "# a copy apart from it. The first key writes, all keys read.\n" +
      id + ":" + encoded + "\n";
  OPENSSL_cleanse(bytes.data(), bytes.size());
  OPENSSL_cleanse(encoded.data(), encoded.size());
  return Secret(std::move(text));
}

}  // namespace

KeyRing KeyRing::parse(std::string_view text, std::string_view source) {
  std::vector<Key> keys;
  std::map<std::string, int> line_of;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = takeLine(text);
    if (line.find_first_not_of(" \t") == std::string_view::npos || line.front() == '#') continue;
    const std::string place = std::string(source) + " line " + std::to_string(number);
    Key key = parseKey(line, place);
    const auto [earlier, is_new] = line_of.emplace(key.id, number);
    if (!is_new) {
      refuse(place + ": the key id " + key.id + " stands in line " +
             std::to_string(earlier->second) + " already; give each key its own id");
    }
    keys.push_back(std::move(key));
  }
  if (keys.empty()) {
    refuse(std::string(source) + ": holds no key; restore it, or remove it and make a new one");
  }
  return KeyRing(std::move(keys));
}

void KeyRing::createFile(const std::filesystem::path& file) {
  const auto fail = [&](const std::string& what) {
    const std::string reason = std::strerror(errno);
    refuse("key file " + file.string() + ": " + what + ": " + reason +
           "; choose another path or repair it");
  };
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  const OpenFile opened(::open(file.c_str(), flags, S_IRUSR | S_IWUSR));
  if (opened.descriptor() < 0) fail("cannot be made");
  const Secret text = newKeyFileText();
  if (!writeDurably(opened.descriptor(), text.reveal()) || !syncFolderOf(file)) {
    const int reason = errno;
    ::unlink(file.c_str());
    errno = reason;
    fail("cannot be written");
  }
}

KeyRing::KeyRing(std::vector<Key> keys) : keys_(std::move(keys)) {
  if (keys_.empty()) refuse("key ring: holds no key; give it at least one");
  for (const Key& key : keys_) {
    if (!isKeyId(key.id)) refuse("key ring: a key id is not of a-z, 0-9 and -, 1 to 32 long");
    if (key.bytes.size() != kKeyBytes) refuse("key ring: key " + key.id + " has not 32 bytes");
    if (find(key.id) != &key) refuse("key ring: two keys are named " + key.id);
  }
}

const KeyRing::Key* KeyRing::find(std::string_view id) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(),
                                  [&](const Key& key) { return std::string_view(key.id) == id; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace patchbay::crypto
