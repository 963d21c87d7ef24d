#pragma once

#include "host/command_line.hpp"

namespace patchbay::host {

/// The commands of the program. Each registers itself with the command line.
void addServe(CommandLine& line);
void addCheck(CommandLine& line);
void addInit(CommandLine& line);
void addMigrate(CommandLine& line);
void addKeys(CommandLine& line);
void addEvents(CommandLine& line);
void addIntegrations(CommandLine& line);
void addIntegrationsNew(CommandLine& line, CLI::App* group);
void addIntegrationsTest(CommandLine& line, CLI::App* group);
void addVersion(CommandLine& line);

// Below `integrations`.
void addIntegrationsVerify(CommandLine& line, CLI::App* group);
void addIntegrationsReload(CommandLine& line, CLI::App* group);

}  // namespace patchbay::host
