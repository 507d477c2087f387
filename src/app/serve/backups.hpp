#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/log.hpp"
#include "stratum/base/result.hpp"
#include "stratum/store/backup/backup.hpp"
#include "stratum/store/pool.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace stratum::app {

using Setting = std::function<std::optional<std::string>(std::string_view key)>;

/// What `store::open_database` takes for a library: its address, or the file in its folder.
[[nodiscard]] std::string place_of(const std::string& library);
/// `backup.folder`, else backups/ in the library's folder. Errors: `invalid_argument` where neither is.
[[nodiscard]] Result<std::string> backup_folder(const std::string& library, const Setting& setting);
/// To read all of a library that exists. Errors: `not_found`, and those of `store::open_database`.
[[nodiscard]] Result<std::unique_ptr<store::Database>> open_for_backup(const std::string& library);

/// "36h" or "7d", "30m". Errors: `invalid_argument`.
[[nodiscard]] Result<Seconds> parse_period(std::string_view key, std::string_view text);

/// Keeps a backup each `backup.every` as long as it lives, and removes the oldest beyond `backup.keep` (7) of its own.
/// `backup.blobs = no` leaves uploads out of them. A server that was off for longer makes one at its start. Without
/// `backup.every` it does nothing.
class ScheduledBackups {
  public:
    static Result<std::unique_ptr<ScheduledBackups>> start(const std::string& library, const std::string& version,
                                                           const Setting& setting, store::Pool& pool,
                                                           store::Blobs* blobs, const Clock& clock, Logger log);
    struct Figures {
        double last_success = 0.0;  ///< Seconds since 1970, of any process with this folder; 0: there is none.
        std::int64_t failures = 0;
    };
    [[nodiscard]] Figures figures() const { return {last_success_, failures_}; }

  private:
    ScheduledBackups(std::string folder, std::string version, Seconds every, std::size_t keep, store::Pool& pool,
                     store::Blobs* blobs, const Clock& clock, Logger log);
    void run(const std::stop_token& stop);
    [[nodiscard]] Result<void> keep_one(const std::stop_token& stop) const;
    [[nodiscard]] std::vector<std::string> own_backups() const;  ///< Names, the oldest first.

    const std::string folder_;
    const std::string version_;
    const Seconds every_;
    const std::size_t keep_;
    store::Pool& pool_;
    store::Blobs* const blobs_;  ///< Null: rows only.
    const Clock& clock_;
    const Logger log_;
    std::atomic<double> last_success_{0.0};
    std::atomic<std::int64_t> failures_{0};
    std::jthread thread_;  ///< Goes first.
};

}  // namespace stratum::app
