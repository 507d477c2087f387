#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/networks.hpp"
#include "stratum/library/tempo_rules.hpp"
#include "stratum/library/types.hpp"
#include "stratum/media/confined.hpp"
#include "stratum/platform/call.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace stratum::analyze {

/// Hears single files for the jobs of a server, each in a confined child. Every thread that asks keeps a child of its
/// own, which has its networks loaded for the next file. Thread-safe.
class Ears {
  public:
    explicit Ears(const platform::Services& services);

    struct Wish {
        Uuid workspace;
        std::string path;  ///< Canonical, or of a file that the server keeps.
        FileStat stat;
        analysis::AnalyserSet wanted{};
        bool force = false;
        std::string place{};  ///< Where it is read; empty: at its path.
    };
    /// Errors: those of the file (`is_lasting` tells which stay), `cancelled`, and those of the library.
    [[nodiscard]] Result<library::Heard> hear(const Wish& wish, const std::stop_token& stop);

    /// The library of a workspace over a connection, told what these ears can hear.
    [[nodiscard]] library::Library library(store::Database& database, const Uuid& workspace) const;
    /// The parts of a report that a server hears: chords as well, which its app shows, unless `analyze.harmony` is
    /// false; with `analyze.notes` everything.
    [[nodiscard]] const analysis::AnalyserSet& wanted() const { return wanted_; }
    /// What, beside the file itself, decides whether it can be read.
    [[nodiscard]] const std::string& circumstances() const { return circumstances_; }

  private:
    Result<media::ChildPool*> child();

    const platform::Services& services_;
    media::Limits limits_;
    library::NetworkWish networks_;
    bool networks_there_ = false;
    library::TempoRules rules_;
    std::optional<analysis::TempoRange> range_;  ///< None: a server hears everything.
    analysis::AnalyserSet wanted_;
    std::string circumstances_;
    std::mutex mutex_;
    std::map<std::thread::id, media::ChildPool> children_;  ///< Guarded by `mutex_`; each used by its thread alone.
};

}  // namespace stratum::analyze
