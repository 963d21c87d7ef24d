#include "host/web/month_chart.hpp"

#include <algorithm>

#include "host/web/pages.hpp"

namespace patchbay::host::web {
namespace {

constexpr int kHeight = 140;
constexpr int kBarWidth = 18;
constexpr int kStep = 24;
constexpr int kLabelHeight = 18;

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

std::string drawBar(const MonthBar& bar, const Extent& extent, int left) {
  const int zero = heightOf(extent, Decimal());
  const int end = bar.value ? heightOf(extent, *bar.value) : zero;
  const std::string text = toText(lastDay(bar.month)) + ": " +
                           (bar.value ? bar.value->text() : "unknown") +
                           (bar.is_partial ? " (not over yet)" : "");
  return std::string("<rect class=\"bar") + (bar.is_partial ? " partial" : "") + "\"" +
         attribute("x", left) + attribute("y", std::min(zero, end)) +
         attribute("width", kBarWidth) + attribute("height", std::abs(zero - end)) + "><title>" +
         text + "</title></rect>";
}

/// A year below each January, and below the first month.
std::string drawYear(Month month, int left) {
  return "<text class=\"year\"" + attribute("x", left) +
         attribute("y", kHeight + kLabelHeight - 4) + ">" + std::to_string(int(month.year())) +
         "</text>";
}

}  // namespace

std::string monthChart(const std::string& title, const std::vector<MonthBar>& bars) {
  const Extent extent = extentOf(bars);
  const int width = std::max(kStep * static_cast<int>(bars.size()), kStep);
  std::string svg = "<figure><figcaption>" + escapeHtml(shorten(title)) +
                    "</figcaption><svg role=\"img\" viewBox=\"0 0 " + std::to_string(width) + " " +
                    std::to_string(kHeight + kLabelHeight) + "\">\n<title>" +
                    escapeHtml(shorten(title)) + " by month</title>\n";
  int left = 0;
  for (const MonthBar& bar : bars) {
    svg += drawBar(bar, extent, left) + "\n";
    if (left == 0 || bar.month.month() == std::chrono::January) svg += drawYear(bar.month, left);
    left += kStep;
  }
  const int zero = heightOf(extent, Decimal());
  svg += "<line class=\"zero\" x1=\"0\"" + attribute("x2", width) + attribute("y1", zero) +
         attribute("y2", zero) + "/>\n</svg></figure>\n";
  return svg;
}

}  // namespace patchbay::host::web
