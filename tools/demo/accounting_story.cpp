#include "tools/demo/accounting_story.hpp"

#include <boost/json/array.hpp>
#include <chrono>
#include <cstdint>
#include <map>

#include "core/data/calendar.hpp"
#include "tools/common/amount_text.hpp"
#include "tools/demo/narration.hpp"

namespace patchbay::demo {
namespace {

namespace json = boost::json;
using std::chrono::year_month_day;

// The sandbox's invented organisations.
constexpr const char* kRoaster = "1b7e3c94-58a2-4f60-b1d7-94c0e6a2f583";
constexpr const char* kStudio = "c40d92f7-6e1b-4a35-8f29-7d51b3e08a6c";
constexpr std::size_t kMonths = 24;

/// The newest month that is over everywhere: its books no longer change.
std::chrono::year_month lastMonth() {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const year_month_day date(today - std::chrono::days(1));
  return date.year() / date.month() - std::chrono::months(1);
}

std::int64_t numberOf(const json::value& object, const char* member) {
  return object.at(member).to_number<std::int64_t>();
}

}  // namespace

void AccountingStory::tell() {
  connectBoth();
  choose();
  fetchMonths();
  compareWithPostings();
  fetchAgain();
}

http::HttpResponse AccountingStory::ask(const std::string& what) {
  return web_.get(stage_.host() + "/v1/workspaces/shop/integrations/xero/" + what, stage_.apiKey());
}

void AccountingStory::connectBoth() {
  step("The customer connects two organisations at Xero, one after the other.");
  customer_.connectXero(customer_.openSession("shop"), kStudio);
  customer_.connectXero(customer_.openSession("shop"), kRoaster);
  const auto answer = ask("tenants");
  const auto tenants = jsonOf(answer);
  expect(answer.status == 200 && tenants.is_array() && tenants.get_array().size() == 2,
         "GET .../tenants lists both", answer);
  for (const json::value& tenant : tenants.get_array()) tellMore(textOf(tenant, "name"));
}

void AccountingStory::choose() {
  step("Your backend asks for data without saying whose, and then chooses.");
  const auto unclear = ask(dataQuery());
  expect(unclear.status == 409, "409, with both to choose from: nothing is guessed", unclear);
  const auto chosen = web_.put(stage_.host() + "/v1/workspaces/shop/integrations/xero/tenant",
                               {{"tenant_id", kRoaster}}, stage_.apiKey());
  expect(chosen.status == 200, "PUT .../tenant makes Kestrel Point Roasters the default", chosen);
}

std::string AccountingStory::dataQuery() const {
  const auto newest = lastMonth();
  const auto oldest = newest - std::chrono::months(kMonths - 1);
  return "data?from_date=" + toText(oldest / std::chrono::day(1)) +
         "&to_date=" + toText(newest / std::chrono::last);
}

std::size_t AccountingStory::callsFor(const std::string& report) {
  const auto calls = jsonOf(web_.get(stage_.sandbox() + "/sandbox/xero/calls"));
  std::size_t count = 0;
  for (const json::value& call : calls.at("calls").as_array()) {
    if (textOf(call, "path").ends_with("/Reports/" + report)) ++count;
  }
  return count;
}

void AccountingStory::fetchMonths() {
  step("It asks for 24 months of profit and loss and balance sheet.");
  const auto answer = ask(dataQuery());
  expect(answer.status == 200, "GET .../data answers 200", answer);
  batch_ = jsonOf(answer).as_object();
  expect(batch_.at("dates").as_array().size() == kMonths,
         "24 months come, in " + textOf(batch_, "currency"));
  const std::size_t results = callsFor("ProfitAndLoss");
  const std::size_t positions = callsFor("BalanceSheet");
  expect(results <= 3 && positions <= 2, "Xero was asked " + std::to_string(results) +
                                             " times for profit and loss, " +
                                             std::to_string(positions) + " for the balance sheet");
}

json::value AccountingStory::postedIn(const std::string& month_end) {
  return jsonOf(web_.get(stage_.sandbox() + "/sandbox/xero/totals?tenant=" + kRoaster +
                         "&from=" + month_end.substr(0, 8) + "01&to=" + month_end));
}

std::size_t AccountingStory::compareMonth(const std::string& month_end) {
  std::map<std::string, std::int64_t> posted;  // by statement and account
  const json::value totals = postedIn(month_end);
  for (const json::value& account : totals.at("accounts").as_array()) {
    const std::string id = textOf(account, "account_id");
    posted["profit_and_loss/" + id] = numberOf(account, "moved_cents");
    posted["balance_sheet/" + id] = numberOf(account, "balance_cents");
  }
  std::size_t compared = 0;
  for (const auto& entry : batch_.at("series").as_object()) {
    const std::string id = textOf(entry.value(), "account_id");
    const auto cents = posted.find(textOf(entry.value(), "statement") + "/" + id);
    if (cents == posted.end()) continue;  // totals, and earnings that no account holds
    const std::string figure = textOf(batch_.at("data").at(entry.key()), month_end);
    const bool is_silent = figure.empty() && cents->second == 0;  // nothing moved, nothing was sent
    if (!is_silent && figure != amountText(cents->second)) {
      expect(false, textOf(entry.value(), "label") + " of " + month_end + " is " + figure +
                        ", and " + amountText(cents->second) + " is posted");
    }
    ++compared;
  }
  return compared;
}

void AccountingStory::compareWithPostings() {
  step("Each account of each month is compared with what is posted in the organisation's books.");
  std::size_t compared = 0;
  for (const json::value& date : batch_.at("dates").as_array()) {
    compared += compareMonth(std::string(date.as_string()));
  }
  expect(compared >= kMonths * 10, std::to_string(compared) + " figures are equal to the cent");
}

void AccountingStory::fetchAgain() {
  step("The same request once more.");
  const std::size_t before = callsFor("ProfitAndLoss") + callsFor("BalanceSheet");
  const auto answer = ask(dataQuery());
  expect(answer.status == 200 && jsonOf(answer).at("data") == batch_.at("data"),
         "the same data come", answer);
  expect(callsFor("ProfitAndLoss") + callsFor("BalanceSheet") == before, "and Xero is not asked");
}

}  // namespace patchbay::demo
