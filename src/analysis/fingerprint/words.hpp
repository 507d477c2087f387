#pragma once

#include "fingerprint/chroma_image.hpp"

#include <cstdint>
#include <vector>

namespace stratum::analysis::fingerprint {

/// Reads 16 features of two bits each from windows of 16 rows, one word a row.
///
/// A feature compares the sums of two sets of rectangles in the window (how much note against note, now against then)
/// and says in which of four ranges the logarithm of their ratio falls. Which rectangles and ranges was learned by
/// Chromaprint's author with boosting [Ke, Hoiem, Sukthankar 2005; Jang et al. 2009]; the numbers are what makes
/// fingerprints comparable.
class WordReader {
  public:
    WordReader();
    /// Appends a word for every row from the 16th on.
    void push(const Chroma& row, std::vector<std::uint32_t>& words);

  private:
    /// `sums_[r][c]` adds up all earlier rows' and row r's first c notes.
    using Sums = std::array<double, 13>;
    std::vector<Sums> sums_;
    std::int64_t rows_ = 0;
};

}  // namespace stratum::analysis::fingerprint
