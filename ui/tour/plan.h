#pragma once

namespace gatehouse::ui {

class Desk;
class Tour;

// The start page, the sandbox as it comes up, then for each of its databases all pages that it can
// fill and all stops of tourStops(). The desk must have no window yet.
void planTour(Tour &tour, Desk &desk);

} // namespace gatehouse::ui
