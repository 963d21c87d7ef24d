#include <sys/stat.h>

#include <csignal>

#include "host/command_line.hpp"
#include "host/commands/commands.hpp"

int main(int argc, char** argv) {
  using namespace patchbay::host;
  ::umask(077);                   // whatever this program writes is for its user alone
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of that write, not the end

  CommandLine line;
  addServe(line);
  addCheck(line);
  addInit(line);
  addMigrate(line);
  addKeys(line);
  addEvents(line);
  addIntegrations(line);
  addVersion(line);
  return line.run(argc, argv);
}
