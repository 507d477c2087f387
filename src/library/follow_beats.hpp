#pragma once

#include "stratum/analysis/report.hpp"

/// What was told in bars and beats that a person has corrected since.
namespace stratum::library {

/// Brings structure and chords into line with the grid that the report has now. Borders between sections and mix points
/// go to the nearest downbeat, if one lies within half a bar, and bars are counted anew; without downbeats the borders
/// stay and there are neither bars nor mix points. Chords change where they were heard to; `on_beats` tells whether
/// that is still on beats and half beats. Names, letters, energy and confidences stay.
void follow_beats(analysis::Report& report);

}  // namespace stratum::library
