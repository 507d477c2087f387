#pragma once

#include "stratum/analysis/report.hpp"

#include <cmath>
#include <cstdint>

namespace stratum::analysis {

/// Mean and standard deviation of a stream of values, without keeping them [Welford 1962].
class RunningStatistic {
  public:
    void add(double value) {
        ++count_;
        const double before = value - mean_;
        mean_ += before / static_cast<double>(count_);
        squares_ += before * (value - mean_);
    }
    /// Zeros when nothing was added.
    [[nodiscard]] Statistic value() const {
        if (count_ == 0) return {};
        return {static_cast<float>(mean_), static_cast<float>(std::sqrt(squares_ / static_cast<double>(count_)))};
    }
    [[nodiscard]] std::int64_t count() const { return count_; }

  private:
    std::int64_t count_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;
};

}  // namespace stratum::analysis
