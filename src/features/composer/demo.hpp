#pragma once

#include "compose.hpp"
#include "files.hpp"
#include "stratum/base/result.hpp"

#include <string>
#include <vector>

namespace stratum::composer {

struct DemoPiece {
    std::string title;
    std::string genre;
    AudioFormat format = AudioFormat::flac;
    PieceSpec spec;
};

/// Ten short pieces that show what the program hears: several genres, tempi, keys, metres, a tempo change, no beat at
/// all.
[[nodiscard]] std::vector<DemoPiece> demo_pieces();

/// Writes them, tagged, with truth.csv beside them. What is there already is left alone. Errors: `io`.
Result<int> make_demo(const std::string& folder);

}  // namespace stratum::composer
