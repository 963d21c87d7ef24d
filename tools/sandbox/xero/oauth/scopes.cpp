#include "tools/sandbox/xero/oauth/scopes.hpp"

#include <algorithm>
#include <array>

#include "tools/sandbox/common/oauth/token_rules.hpp"

namespace patchbay::sandbox::xero {
namespace {

/// Those with a `.read` twin are asked for with or without it.
constexpr std::array<std::string_view, 12> kReadWrite{"accounting.settings",
                                                      "accounting.contacts",
                                                      "accounting.attachments",
                                                      "accounting.invoices",
                                                      "accounting.payments",
                                                      "accounting.banktransactions",
                                                      "accounting.manualjournals",
                                                      "assets",
                                                      "projects",
                                                      "files",
                                                      "payroll.employees",
                                                      "payroll.payruns"};

constexpr std::array<std::string_view, 14> kOthers{"openid",
                                                   "profile",
                                                   "email",
                                                   "offline_access",
                                                   "accounting.budgets.read",
                                                   "accounting.reports.profitandloss.read",
                                                   "accounting.reports.balancesheet.read",
                                                   "accounting.reports.aged.read",
                                                   "accounting.reports.banksummary.read",
                                                   "accounting.reports.budgetsummary.read",
                                                   "accounting.reports.executivesummary.read",
                                                   "accounting.reports.trialbalance.read",
                                                   "accounting.reports.taxreports.read",
                                                   "accounting.reports.tenninetynine.read"};

constexpr std::array<std::string_view, 3> kBroad{
    "accounting.transactions", "accounting.transactions.read", "accounting.reports.read"};

template <typename List>
bool lists(const List& list, std::string_view scope) {
  return std::find(list.begin(), list.end(), scope) != list.end();
}

bool isOffered(std::string_view scope, bool broad) {
  constexpr std::string_view kRead = ".read";
  if (lists(kOthers, scope) || lists(kReadWrite, scope)) return true;
  if (broad && lists(kBroad, scope)) return true;
  return scope.ends_with(kRead) && lists(kReadWrite, scope.substr(0, scope.size() - kRead.size()));
}

}  // namespace

std::string findForeignScope(std::string_view scopes, bool broad) {
  for (const std::string& scope : splitScopes(scopes)) {
    if (!isOffered(scope, broad)) return scope;
  }
  return {};
}

std::string joinScopes(std::string_view held, std::string_view asked) {
  std::string joined(held);
  for (const std::string& scope : splitScopes(asked)) {
    if (!holdsScope(joined, scope)) joined += (joined.empty() ? "" : " ") + scope;
  }
  return joined;
}

}  // namespace patchbay::sandbox::xero
