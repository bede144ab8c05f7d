// What the tour looks at beside the pages of the rail: a new dialog or wizard adds one line.
#pragma once

#include <vector>

namespace gatehouse::ui {

struct TourStop
{
    const char *system;   // id of a back end; "" for the first database of the sandbox
    const char *page;     // the page it starts from
    const char *name;     // part of the picture's name; "": no picture is made
    const char *selectIn; // objectName of a view whose first row is selected before, or ""
    const char *trigger;  // objectName of the action or button that opens it, of tabs to go on by one;
                          // "": the end of the stop before opened it
    bool dialog = true;   // false: the page itself shows something else
    const char *finish = ""; // objectName of a button that ends the dialog; "": it is closed
    // Written before into a line, or chosen in a list by how its text begins: "objectName=text".
    // {samples} is the folder of the sandbox's sample sources, {scale} that of the pictures: 1 or 2.
    const char *fill = "";
};

const std::vector<TourStop> &tourStops();

} // namespace gatehouse::ui
