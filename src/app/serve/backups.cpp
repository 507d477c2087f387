#include "serve/backups.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/store/open.hpp"
#include "stratum/store/postgresql.hpp"
#include "stratum/store/sqlite.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <unistd.h>

namespace stratum::app {
namespace {

constexpr std::string_view kScheduled = "scheduled";

}  // namespace

std::string place_of(const std::string& library) {
    return store::is_postgresql_url(library) ? library : join_path(library, "library.db");
}

Result<std::string> backup_folder(const std::string& library, const Setting& setting) {
    if (const auto folder = setting("backup.folder")) return absolute_path(*folder);
    if (!store::is_postgresql_url(library)) return join_path(library, "backups");
    return error(ErrorCode::invalid_argument, "there is no folder for backups of a library in PostgreSQL",
                 "set backup.folder, or run with STRATUM_BACKUP_FOLDER=FOLDER");
}

Result<std::unique_ptr<store::Database>> open_for_backup(const std::string& library) {
    if (store::is_postgresql_url(library)) return store::open_database(library);
    const std::string path = place_of(library);
    if (!exists(path))
        return error(ErrorCode::not_found, "there is no library in " + valid_utf8(library),
                     "choose another folder with --library");
    return store::open_sqlite({.path = path, .access = store::Access::read});
}

Result<Seconds> parse_period(std::string_view key, std::string_view text) {
    const auto number = text.empty() ? std::nullopt : parse_number(text.substr(0, text.size() - 1));
    const char unit = text.empty() ? ' ' : text.back();
    const double seconds = unit == 'm' ? 60.0 : unit == 'h' ? 3600.0 : unit == 'd' ? 86'400.0 : 0.0;
    if (!number || !(*number > 0.0) || *number > 100'000.0 || seconds == 0.0)
        return error(ErrorCode::invalid_argument, std::string{key} + " is \"" + valid_utf8(text) + "\"",
                     "use a number and a unit: 30m, 24h or 7d");
    return Seconds{*number * seconds};
}

Result<std::unique_ptr<ScheduledBackups>> ScheduledBackups::start(const std::string& library,
                                                                  const std::string& version, const Setting& setting,
                                                                  store::Pool& pool, store::Blobs* blobs,
                                                                  const Clock& clock, Logger log) {
    const auto period = setting("backup.every");
    if (!period) return std::unique_ptr<ScheduledBackups>{};
    STRATUM_TRY(const Seconds every, parse_period("backup.every", *period));
    STRATUM_TRY(const std::string folder, backup_folder(library, setting));
    const auto keep = parse_integer(setting("backup.keep").value_or("7"));
    if (!keep || *keep < 1)
        return error(ErrorCode::invalid_argument, "backup.keep is no number of backups", "use 1 or more");
    const std::string blobs_too = setting("backup.blobs").value_or("yes");
    if (blobs_too != "yes" && blobs_too != "no")
        return error(ErrorCode::invalid_argument, "backup.blobs is \"" + valid_utf8(blobs_too) + "\"", "use yes or no");
    STRATUM_TRY_VOID(make_lasting_folders(folder));
    return std::unique_ptr<ScheduledBackups>{
        new ScheduledBackups{folder, version, every, static_cast<std::size_t>(*keep), pool,
                             blobs_too == "no" ? nullptr : blobs, clock, std::move(log)}};
}

ScheduledBackups::ScheduledBackups(std::string folder, std::string version, Seconds every, std::size_t keep,
                                   store::Pool& pool, store::Blobs* blobs, const Clock& clock, Logger log)
    : folder_(std::move(folder)),
      version_(std::move(version)),
      every_(every),
      keep_(keep),
      pool_(pool),
      blobs_(blobs),
      clock_(clock),
      log_(std::move(log)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void ScheduledBackups::run(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock{mutex};
    while (!stop.stop_requested()) {
        const auto own = own_backups();
        const auto last = own.empty() ? Result<FileStat>{FileStat{}} : stat_file(join_path(folder_, own.back()));
        const double kept_at = last ? static_cast<double>(last->modified_ns) / 1e9 : 0.0;
        last_success_ = kept_at;
        const double age = static_cast<double>(clock_.now().milliseconds) / 1e3 - kept_at;
        // One that failed is tried again after a minute.
        double pause = std::clamp(every_.value() - age, 0.0, 60.0);
        if (pause == 0.0) {
            const auto kept = keep_one(stop);
            if (kept || stop.stop_requested()) continue;
            ++failures_;
            log_.error("the scheduled backup failed", {{"error", kept.error().text()}});
            pause = 60.0;
        }
        wake.wait_for(lock, stop, std::chrono::duration<double>{pause}, [] { return false; });
    }
}

Result<void> ScheduledBackups::keep_one(const std::stop_token& stop) const {
    const std::string path = store::backup_path(folder_, kScheduled, clock_.now());
    {
        STRATUM_TRY(const auto lease, pool_.read());
        STRATUM_TRY(const auto facts,
                    store::write_backup(*lease, path, clock_, {.program = version_, .blobs = blobs_, .stop = stop}));
        log_.info("backup kept", {{"path", path}, {"rows", std::to_string(facts.rows)}});
    }
    auto own = own_backups();
    for (std::size_t i = 0; i + keep_ < own.size(); ++i) ::unlink(join_path(folder_, own[i]).c_str());
    return {};
}

std::vector<std::string> ScheduledBackups::own_backups() const {
    std::vector<std::string> names;
    if (const auto entries = list_folder(folder_))
        for (const auto& entry : *entries)
            if (entry.name.starts_with(std::string{kScheduled} + "-2") && entry.name.ends_with(".stratum-backup"))
                names.push_back(entry.name);
    std::ranges::sort(names);
    return names;
}

}  // namespace stratum::app
