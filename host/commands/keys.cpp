#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "host/api_keys.hpp"
#include "host/commands/commands.hpp"
#include "host/commands/duration.hpp"
#include "host/commands/open_database.hpp"
#include "host/start_up.hpp"

namespace patchbay::host {
namespace {

struct CreateOptions {
  std::vector<std::string> workspaces;
  std::vector<std::string> operations;
  std::string label;
  std::string ttl;
};

ExitCode refuseUsage(const std::string& text) { throw StartError(ExitCode::usage, text); }

/// `all` stands for the empty list.
std::vector<std::string> readWorkspaces(std::vector<std::string> names) {
  const bool has_all = std::find(names.begin(), names.end(), "all") != names.end();
  if (has_all && names.size() > 1) {
    refuseUsage("--workspace: `all` stands alone; name either all or single workspaces");
  }
  return has_all ? std::vector<std::string>() : names;
}

void checkOperations(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (parseOperation(name)) continue;
    std::string known;
    for (const std::string_view one : kOperationNames) known += " " + std::string(one);
    refuseUsage("--operation: there is no operation `" + name + "`; use one of" + known);
  }
}

ExitCode create(const CommandLine& line, const CreateOptions& options) {
  checkOperations(options.operations);
  const auto workspaces = readWorkspaces(options.workspaces);
  const auto ttl = parseDuration(options.ttl);
  if (!options.ttl.empty() && !ttl) {
    refuseUsage("--ttl: `" + options.ttl + "` is no duration; write it like 30m, 12h or 90d");
  }
  OpenDatabase database(line.loadSettings());
  NewApiKey made = makeApiKey(options.label, workspaces, options.operations, database.now());
  if (ttl) made.record.expires_at = made.record.created_at + *ttl;
  runToEnd(database.store().insertApiKey(made.record));
  std::cout << made.text.reveal() << std::endl;
  std::cerr << "This key is shown once; only its hash is stored.\n";
  return ExitCode::ok;
}

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text.empty() ? "all" : text;
}

std::string describeValidity(const ApiKey& key, TimePoint now) {
  if (key.revoked_at) return "revoked " + toRfc3339(*key.revoked_at);
  if (!key.expires_at) return "valid";
  return (*key.expires_at <= now ? "expired " : "valid until ") + toRfc3339(*key.expires_at);
}

ExitCode list(const CommandLine& line) {
  OpenDatabase database(line.loadSettings());
  const auto keys = runToEnd(database.store().listApiKeys());
  for (const ApiKey& key : keys) {
    std::cout << std::left << key.id << "  " << std::setw(34)
              << describeValidity(key, database.now()) << "workspaces=" << join(key.workspaces)
              << " operations=" << join(key.operations) << " created=" << toRfc3339(key.created_at)
              << (key.label.empty() ? "" : " label=" + key.label) << "\n";
  }
  return ExitCode::ok;
}

ExitCode revoke(const CommandLine& line, const std::string& id) {
  OpenDatabase database(line.loadSettings());
  if (!runToEnd(database.store().revokeApiKey(id, database.now()))) {
    throw StartError(ExitCode::failure,
                     "there is no API key of this id; `patchbay keys list` shows the ids");
  }
  std::cout << id << ": revoked; running hosts refuse it within a second\n";
  return ExitCode::ok;
}

void addCreate(CommandLine& line, CLI::App* group) {
  const auto options = std::make_shared<CreateOptions>();
  CLI::App* const command = line.add(
      "create", "Make an API key and print it, once",
      [&line, options] { return create(line, *options); }, group);
  command
      ->add_option("--workspace", options->workspaces,
                   "a workspace the key may see, repeatable; or all")
      ->required();
  command->add_option("--operation", options->operations,
                      "an operation the key may use, repeatable (all)");
  command->add_option("--label", options->label, "what the key is for");
  command->add_option("--ttl", options->ttl, "how long it is valid, e.g. 12h or 90d (for ever)");
  line.addSettingFlags(command);
}

}  // namespace

void addKeys(CommandLine& line) {
  CLI::App* const group = line.addGroup("keys", "API keys of backends");
  addCreate(line, group);
  line.addSettingFlags(line.add(
      "list", "Show the keys, without their secrets", [&line] { return list(line); }, group));
  const auto id = std::make_shared<std::string>();
  CLI::App* const command = line.add(
      "revoke", "Refuse a key from now on", [&line, id] { return revoke(line, *id); }, group);
  command->add_option("id", *id, "the 16 characters behind pb_")->required();
  line.addSettingFlags(command);
}

}  // namespace patchbay::host
