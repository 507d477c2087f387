#pragma once

#include "output.hpp"
#include "stratum/base/command.hpp"

#include <memory>

namespace stratum::analyze {

/// The options `--json`, `--csv`, `--jams` and `--full` that commands share.
struct OutputOptions {
    bool json = false;
    bool csv = false;
    bool jams = false;
    bool full = false;

    void declare(OptionSink& options) {
        options.flag({"--json", "", "one JSON object a line"}, json);
        options.flag({"--csv", "", "comma-separated values with a header line"}, csv);
        options.flag({"--jams", "", "one JAMS document a line"}, jams);
        options.flag({"--full", "",
                      "with --json also waveform, chromagram, onsets, curves and fingerprint words, with --jams onsets "
                      "and notes"},
                     full);
    }
    [[nodiscard]] bool for_people() const { return !json && !csv && !jams; }
    /// Errors: `invalid_argument` when two forms are asked for at once.
    [[nodiscard]] Result<void> check() const {
        if (json + csv + jams > 1) return error(ErrorCode::invalid_argument, "choose one of --json, --csv and --jams");
        if (full && (csv || for_people()))
            return error(ErrorCode::invalid_argument, "--full goes with --json or --jams");
        return {};
    }
    /// Null when the output is for people.
    [[nodiscard]] std::unique_ptr<Output> make(const CommandContext& context) const {
        const Bulk bulk = full ? Bulk::include : Bulk::leave_out;
        if (json) return make_json_output(context.out.stream, bulk);
        if (csv) return make_csv_output(context.out.stream);
        if (jams) return make_jams_output(context.out.stream, bulk, context.version);
        return {};
    }
};

}  // namespace stratum::analyze
