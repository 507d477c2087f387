#pragma once

#include "metrics/chords.hpp"
#include "metrics/sections.hpp"
#include "stratum/analysis/key.hpp"
#include "stratum/base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace stratum::evaluate {

/// What is known to be true about one file. Nothing means unknown, except for `beatless`.
struct Truth {
    std::string set;   ///< Name of the folder that holds truth.csv.
    std::string file;  ///< As the table writes it.
    std::string path;
    std::optional<double> bpm;
    std::optional<analysis::Key> key;
    std::vector<double> beats;
    std::vector<double> downbeats;
    std::optional<int> beats_per_bar;
    std::vector<LabelledSpan> sections;  ///< Ascending, without overlap.
    std::vector<LabelledSpan> chords;
    std::vector<LabelledSpan> keys;  ///< Keys over time, where they are told; empty otherwise.
    std::optional<double> integrated_lufs;
    double lufs_tolerance = 0.1;
    std::string kind;                            ///< constant, ramp, jump, drift, beatless, or empty.
    bool beatless = false;                       ///< There is none: an answered tempo is wrong.
    std::map<std::string, std::string> columns;  ///< All of the row, for grouping.

    [[nodiscard]] bool known() const {
        return bpm || key || !beats.empty() || !sections.empty() || integrated_lufs || beatless;
    }
};

/// Reads `folder`/truth.csv: file,bpm,key,beats_file,downbeats_file,chords_file,sections_file and whatever else; beats
/// are one time a line, in seconds, first on the line; sections "start end label" a line, chords the same with a Harte
/// label; keys_file likewise with a key. A row whose annotation is missing, holds no time, or whose tempo, key or
/// loudness is not understood is an error, so that a measure is never made of less than the table promises. Errors:
/// `not_found`, `corrupt`.
Result<std::vector<Truth>> read_truth(const std::string& folder);

/// One time a line, in seconds, first on the line; in rising order. Errors: `not_found`.
Result<std::vector<double>> read_times(const std::string& path);

/// The folders with a truth.csv: the named ones, or the folders directly inside of those without one.
Result<std::vector<std::string>> find_sets(const std::vector<std::string>& folders);

}  // namespace stratum::evaluate
