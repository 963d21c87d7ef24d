#include "tools/generator/facts/discovery.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/run_to_end.hpp"
#include "core/http/http_client.hpp"
#include "core/oauth/server_metadata.hpp"
#include "tools/generator/facts/provider_name.hpp"
#include "tools/generator/refused.hpp"

namespace patchbay::generator {
namespace {

constexpr std::streamsize kMostBytes = 1024 * 1024;

std::string readDocument(const std::string& path) {
  std::error_code unknown;
  // A pipe might never end, and nobody would know why nothing happens.
  const bool is_other =
      std::filesystem::exists(path, unknown) && !std::filesystem::is_regular_file(path, unknown);
  if (is_other) {
    throw Refused("CONF_URL " + quoted(path) + " is no regular file; save the document in one.");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(kMostBytes) + 1, '\0');
  file.read(text.data(), kMostBytes + 1);
  if (file.bad() || !file.is_open() || file.gcount() == 0) {
    throw Refused("CONF_URL " + quoted(path) +
                  " cannot be read; name a discovery document by its URL or its file.");
  }
  if (file.gcount() > kMostBytes) {
    throw Refused("CONF_URL " + quoted(path) + " is larger than 1 MB; name a discovery document.");
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

http::HttpResponse get(const std::string& url) {
  const auto client = http::makeHttpClient(http::HttpClientOptions());
  http::HttpRequest request("GET", url);
  request.headers.add("Accept", "application/json");
  return runToEnd(client->send(std::move(request)));
}

/// A sentence as a part of another.
std::string withoutStop(std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

std::string download(const std::string& url) {
  try {
    http::HttpResponse answer = get(url);
    if (answer.status == 200) return std::move(answer.body);
    throw Refused("CONF_URL " + quoted(url) + " answers status " + std::to_string(answer.status) +
                  "; check the address, or save the document and name the file.");
  } catch (const http::TransportError& error) {
    throw Refused("CONF_URL " + quoted(url) + " cannot be fetched (" + withoutStop(error.what()) +
                  "); check the address, or save the document and name the file.");
  }
}

}  // namespace

std::string fetchDiscoveryDocument(const std::string& place) {
  const bool is_url = place.find("://") != std::string::npos;
  std::string text = is_url ? download(place) : readDocument(place);
  try {
    const auto metadata = oauth::parseServerMetadata(text);
    const auto places = oauth::metadataUrls(metadata.issuer);
    const bool is_there = std::find(places.begin(), places.end(), place) != places.end();
    if (is_url && !is_there) {
      throw Refused("CONF_URL " + quoted(place) + " is the document of another issuer, " +
                    quoted(metadata.issuer) + "; name the URL at which that one publishes it.");
    }
  } catch (const IntegrationError& error) {
    throw Refused("CONF_URL " + quoted(place) + " is no discovery document that can be used (" +
                  withoutStop(error.publicText()) + "); say AUTHORIZE_URL and TOKEN_URL instead.");
  }
  return text;
}

}  // namespace patchbay::generator
