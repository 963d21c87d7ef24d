#include "tests/model/protocol_model.hpp"

namespace patchbay::model {

void ProtocolModel::findNext(const World& world, std::vector<Transition>& found) const {
  Steps steps(scenario_, world, found);
  for (HostIndex host = 0; host < scenario_.hosts; ++host) {
    addHostSteps(steps, host);
    addCallSteps(steps, host);
  }
  addTimeSteps(steps);
  addConnectSteps(steps);
  addDisconnectSteps(steps);
}

}  // namespace patchbay::model
