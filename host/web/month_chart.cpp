#include "host/web/month_chart.hpp"

#include <algorithm>

#include "host/web/figure_text.hpp"
#include "host/web/pages.hpp"

namespace patchbay::host::web {
namespace {

constexpr int kHeight = 140;
constexpr int kBarWidth = 15;
constexpr int kStep = 20;
constexpr int kLabelHeight = 18;
constexpr int kLeastWidth = 2 * kStep;  // room for a year below one month

/// The largest and the smallest value; both may be zero, so that bars stand on a line.
struct Extent {
  Decimal highest;
  Decimal lowest;
};

Extent extentOf(const std::vector<MonthBar>& bars) {
  Extent extent;
  for (const MonthBar& bar : bars) {
    if (!bar.value) continue;
    extent.highest = std::max(extent.highest, *bar.value);
    extent.lowest = std::min(extent.lowest, *bar.value);
  }
  return extent;
}

/// How many pixels lie between the top of the chart and a value.
int heightOf(const Extent& extent, Decimal value) {
  const Int128 span = extent.highest.units() - extent.lowest.units();
  if (span == 0) return kHeight;
  return static_cast<int>((extent.highest.units() - value.units()) * kHeight / span);
}

std::string attribute(const char* name, int value) {
  return std::string(" ") + name + "=\"" + std::to_string(value) + "\"";
}

/// A dash where a bar would stand: unknown is not zero.
std::string drawGap(const MonthBar& bar, int left, int zero) {
  return "<text class=\"gap\"" + attribute("x", left + kBarWidth / 2) + attribute("y", zero - 4) +
         "><title>" + monthText(bar.month) + ": unknown</title>\u2013</text>";
}

std::string drawBar(const MonthBar& bar, const Extent& extent, int left) {
  const int zero = heightOf(extent, Decimal());
  if (!bar.value) return drawGap(bar, left, zero);
  const int end = heightOf(extent, *bar.value);
  return std::string("<rect class=\"bar") + (bar.is_partial ? " partial" : "") + "\"" +
         attribute("x", left) + attribute("y", std::min(zero, end)) +
         attribute("width", kBarWidth) + attribute("height", std::abs(zero - end)) + "><title>" +
         monthText(bar.month) + ": " + amountText(*bar.value) +
         (bar.is_partial ? " (not over yet)" : "") + "</title></rect>";
}

/// What the bars reach, since they stand without a scale.
std::string describeExtent(const Extent& extent) {
  const Decimal zero;
  std::string text;
  if (extent.highest > zero) text = "up to " + amountText(extent.highest);
  if (extent.lowest < zero) {
    text += (text.empty() ? "" : ", ") + ("down to " + amountText(extent.lowest));
  }
  return text.empty() ? "no more than 0" : text;
}

/// A year stands below each January, and below the first month where the next January leaves room.
bool isLabelled(Month month, bool is_first) {
  const unsigned number = unsigned(month.month());
  return number == 1 || (is_first && number < 11);
}

std::string drawYear(Month month, int left) {
  return "<text class=\"year\"" + attribute("x", left) +
         attribute("y", kHeight + kLabelHeight - 4) + ">" + std::to_string(int(month.year())) +
         "</text>";
}

}  // namespace

std::string monthChart(const std::string& title, const std::vector<MonthBar>& bars) {
  const Extent extent = extentOf(bars);
  const int width = std::max(kStep * static_cast<int>(bars.size()), kLeastWidth);
  const int height = kHeight + kLabelHeight;
  const std::string name = escapeHtml(shorten(title));
  const bool is_known = std::any_of(bars.begin(), bars.end(),
                                    [](const MonthBar& bar) { return bar.value.has_value(); });
  const std::string reach = is_known ? describeExtent(extent) : "unknown";
  std::string svg = "<figure><figcaption>" + name + " <span class=\"soft\">" + reach +
                    "</span></figcaption>\n<div class=\"wide\"><svg role=\"img\"" +
                    attribute("width", width) + attribute("height", height) + " viewBox=\"0 0 " +
                    std::to_string(width) + " " + std::to_string(height) + "\">\n<title>" + name +
                    " by month, " + reach + "</title>\n";
  int left = 0;
  for (const MonthBar& bar : bars) {
    svg += drawBar(bar, extent, left) + "\n";
    if (isLabelled(bar.month, left == 0)) svg += drawYear(bar.month, left);
    left += kStep;
  }
  const int zero = heightOf(extent, Decimal());
  svg += "<line class=\"zero\" x1=\"0\"" + attribute("x2", width) + attribute("y1", zero) +
         attribute("y2", zero) + "/>\n</svg></div></figure>\n";
  return svg;
}

}  // namespace patchbay::host::web
