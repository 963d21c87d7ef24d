#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace patchbay::model {

/// Breadth-first search over all states that a model can reach, each visited once, so that what it
/// finds, it finds on a shortest way.
///
/// A `Model` has the types `State`, `Step`, `Transition{step, after, violation}` and `Violation`,
/// and says: `initial()`; `fingerprint(state)`; `findNext(state, transitions)`;
/// `findViolation(state)`; `isFault(step)`; `isSettled(state)`; `unsettled()`, the violation that a
/// state is from which no way without faults leads to a settled one. States with equal fingerprints
/// (64 bits) count as one, and the first one found stands for them.
template <typename Model>
class Explorer {
 public:
  using State = typename Model::State;
  using Step = typename Model::Step;
  using Transition = typename Model::Transition;
  using Violation = typename Model::Violation;

  /// One step on the way to a violation.
  struct Moment {
    Step step;
    State after;
  };
  struct Finding {
    Violation violation;
    std::vector<Moment> trace;  ///< from the initial state
  };

  using Property = decltype(Violation::property);

  explicit Explorer(const Model& model) : model_(model) {}

  /// Searches all, and keeps each property's first violation; or stops at the first one of
  /// `wanted`.
  void run(std::optional<Property> wanted = std::nullopt) {
    wanted_ = wanted;
    const State first = model_.initial();
    places_.emplace(model_.fingerprint(first), 0);
    nodes_.push_back({first, 0, Step()});
    for (Index index = 0; index < nodes_.size() && !isDone(); ++index) expand(index);
    if (!isDone()) findUnsettled();
  }

  std::size_t states() const { return nodes_.size(); }
  std::size_t steps() const { return steps_; }
  const std::vector<Finding>& findings() const { return findings_; }

  /// Some state of which the condition holds; null when there is none.
  template <typename Condition>
  const State* findState(Condition condition) const {
    const auto found = std::find_if(nodes_.begin(), nodes_.end(),
                                    [&](const Node& node) { return condition(node.state); });
    return found == nodes_.end() ? nullptr : &found->state;
  }

  const Finding* find(Property property) const {
    const auto found = std::find_if(
        findings_.begin(), findings_.end(),
        [&](const Finding& finding) { return finding.violation.property == property; });
    return found == findings_.end() ? nullptr : &*found;
  }

 private:
  using Index = std::uint32_t;
  struct Node {
    State state;
    Index parent;
    Step step;
  };

  bool isDone() const { return wanted_ && find(*wanted_) != nullptr; }

  void expand(Index index) {
    next_.clear();
    model_.findNext(nodes_[index].state, next_);
    for (const Transition& transition : next_) {
      ++steps_;
      if (transition.violation) note(*transition.violation, index, transition);
      const Index place = arrive(index, transition);
      if (!model_.isFault(transition.step)) calm_steps_.emplace_back(place, index);
    }
  }

  Index arrive(Index from, const Transition& transition) {
    const auto [entry, is_new] = places_.try_emplace(model_.fingerprint(transition.after),
                                                     static_cast<Index>(nodes_.size()));
    if (!is_new) return entry->second;
    nodes_.push_back({transition.after, from, transition.step});
    if (const auto violation = model_.findViolation(transition.after)) {
      note(*violation, from, transition);
    }
    return entry->second;
  }

  void note(const Violation& violation, Index from, const Transition& last) {
    if (find(violation.property) != nullptr) return;
    std::vector<Moment> trace = wayTo(from);
    trace.push_back({last.step, last.after});
    findings_.push_back({violation, std::move(trace)});
  }

  std::vector<Moment> wayTo(Index index) const {
    std::vector<Moment> way;
    for (; index != 0; index = nodes_[index].parent) {
      way.push_back({nodes_[index].step, nodes_[index].state});
    }
    std::reverse(way.begin(), way.end());
    return way;
  }

  /// Walks back from the settled states over all steps that are no faults.
  void findUnsettled() {
    std::sort(calm_steps_.begin(), calm_steps_.end());
    std::vector<bool> ends_well(nodes_.size());
    std::vector<Index> open;
    for (Index index = 0; index < nodes_.size(); ++index) {
      if (!model_.isSettled(nodes_[index].state)) continue;
      ends_well[index] = true;
      open.push_back(index);
    }
    while (!open.empty()) {
      const Index place = open.back();
      open.pop_back();
      auto step = std::lower_bound(calm_steps_.begin(), calm_steps_.end(), CalmStep(place, 0));
      for (; step != calm_steps_.end() && step->first == place; ++step) {
        if (ends_well[step->second]) continue;
        ends_well[step->second] = true;
        open.push_back(step->second);
      }
    }
    const auto stuck = std::find(ends_well.begin(), ends_well.end(), false);
    if (stuck == ends_well.end()) return;
    const auto index = static_cast<Index>(stuck - ends_well.begin());
    findings_.push_back({model_.unsettled(), wayTo(index)});
  }

  using CalmStep = std::pair<Index, Index>;  ///< to, from

  const Model& model_;
  std::optional<Property> wanted_;
  std::vector<Node> nodes_;
  std::unordered_map<std::uint64_t, Index> places_;
  std::vector<CalmStep> calm_steps_;
  std::vector<Transition> next_;
  std::vector<Finding> findings_;
  std::size_t steps_ = 0;
};

}  // namespace patchbay::model
