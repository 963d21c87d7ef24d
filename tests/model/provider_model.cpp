#include "tests/model/provider_model.hpp"

#include <stdexcept>

namespace patchbay::model {

PairIndex Provider::append(const IssuedPair& pair) {
  if (issued_ == kMostPairs) throw std::length_error("the model needs more than kMostPairs pairs");
  pairs_[issued_] = pair;
  return issued_++;
}

PairIndex Provider::issueAfterConsent() {
  IssuedPair pair;
  pair.refresh_token = issued_;
  pair.consent = consents_++;
  return append(pair);
}

PairIndex Provider::issueFrom(const ProviderRules& rules, PairIndex token) {
  IssuedPair pair;
  pair.refresh_token = rules.rotation == Rotation::none ? token : issued_;
  pair.made_from = token;
  pair.consent = pairs_[token].consent;
  return append(pair);
}

Exchange Provider::exchange(const ProviderRules& rules, PairIndex token) {
  IssuedPair& presented = pairs_[token];
  Exchange result;
  result.is_unexcused_reuse = rules.rotation != Rotation::none && presented.is_exchanged != 0 &&
                              presented.excuses == kNoExcuse;
  if (presented.death != Death::alive) {
    const bool ends_consent = rules.reuse_ends_consent && presented.death == Death::rotated;
    if (ends_consent) revoke(token, Death::reuse);
    return result;
  }
  if (rules.youngest_pair_only) killSiblings(token);
  presented.is_exchanged = 1;
  if (rules.rotation == Rotation::strict) presented.death = Death::rotated;
  result.pair = issueFrom(rules, token);
  return result;
}

void Provider::killSiblings(PairIndex token) {
  for (PairIndex index = 0; index < issued_; ++index) {
    IssuedPair& pair = pairs_[index];
    if (pair.made_from != token || pair.death != Death::alive) continue;
    pair.death = Death::superseded;
    pair.excuses |= pairs_[token].excuses;
  }
}

void Provider::use(const ProviderRules& rules, PairIndex pair) {
  pairs_[pair].is_used = 1;
  const PairIndex old = pairs_[pair].made_from;
  if (rules.rotation != Rotation::until_first_use || old == kNoPair) return;
  if (pairs_[old].death == Death::alive) pairs_[old].death = Death::used;
}

void Provider::endGrace(PairIndex token) { pairs_[token].death = Death::grace_over; }

void Provider::revoke(PairIndex pair, Death death) {
  const std::uint8_t consent = pairs_[pair].consent;
  for (PairIndex index = 0; index < issued_; ++index) {
    IssuedPair& each = pairs_[index];
    if (each.consent == consent && each.death == Death::alive) each.death = death;
  }
}

}  // namespace patchbay::model
