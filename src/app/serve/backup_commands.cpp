#include "app_commands.hpp"
#include "serve/backups.hpp"
#include "serve/blob_store.hpp"
#include "serve/schemas.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/store/open.hpp"
#include "stratum/store/postgresql.hpp"
#include "stratum/store/sqlite.hpp"

namespace stratum::app {
namespace {

void tell(std::ostream& out, std::string_view what, const std::string& path, const store::BackupFacts& facts) {
    out << what << ' ' << printable(path) << ": " << facts.rows << " rows of " << facts.tables << " tables and "
        << facts.blobs << " blobs, as of " << to_rfc3339(facts.made_at) << '\n';
}

class BackupCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "backup",
                .summary = "keep the whole library in one file",
                .details =
                    "Writes everything that the library holds, tracks, analyses, corrections, playlists, people and "
                    "their rights, uploads, into one file, as it is at this moment. Servers and commands may go on "
                    "using the library meanwhile. Music in your own folders is not in it.\n\n"
                    "  stratum backup\n"
                    "  stratum backup /mnt/disk/stratum.stratum-backup\n"
                    "  stratum backup --check /mnt/disk/stratum.stratum-backup\n\n"
                    "Without a name the file goes to backup.folder, or to backups/ in the library's folder. "
                    "stratum restore brings it back, also into another kind of database."};
    }
    void declare(OptionSink& options) override {
        options.positional({"FILE", "FILE", "where to write (a new file in the folder of backups)"}, file_,
                           Presence::optional);
        options.flag({"--check", "", "write nothing; read FILE and say whether it is whole"}, check_);
        options.flag({"--without-blobs", "", "leave uploads and other large files out"}, without_blobs_);
        options.flag({"--replace", "", "write FILE in the place of the one that is there"}, replace_);
    }
    Result<int> run(CommandContext& context) override {
        const SystemClock clock;
        if (check_) {
            if (file_.empty())
                return error(ErrorCode::invalid_argument, "which backup is to be checked?",
                             "name it: stratum backup --check FILE");
            STRATUM_TRY(const auto facts, store::check_backup(file_, context.stop));
            tell(context.out.stream, "whole:", file_, facts);
            return 0;
        }
        std::string path = absolute_path(file_);
        if (!file_.empty() && !replace_ && exists(path))
            return error(ErrorCode::already_exists, "there is " + printable(path) + " already",
                         "give another name, or put the backup in its place with --replace");
        if (file_.empty()) {
            STRATUM_TRY(const std::string folder, backup_folder(context.library, context.setting));
            STRATUM_TRY_VOID(make_lasting_folders(folder));
            path = store::backup_path(folder, "library", clock.now());
        }
        STRATUM_TRY(const auto database, open_for_backup(context.library));
        BlobStore files;
        if (!without_blobs_) {
            STRATUM_TRY(files, open_blob_store(context.library, context.setting, clock));
        }
        const store::BackupOptions options{
            .program = context.version, .blobs = files.blobs.get(), .stop = context.stop};
        STRATUM_TRY(const auto facts, store::write_backup(*database, path, clock, options));
        tell(context.out.stream, "kept", path, facts);
        return 0;
    }

  private:
    std::string file_;
    bool check_ = false;
    bool without_blobs_ = false;
    bool replace_ = false;
};

class RestoreCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "restore",
                .summary = "bring a library back from a backup",
                .details =
                    "Reads a file that stratum backup wrote, to its end, and puts what it holds into the library: "
                    "a new one, or with --replace in the place of what is there, of which a backup is kept first. "
                    "Servers may be running: they see the old library until all of the other is there. A backup of "
                    "an older version is brought forward.\n\n"
                    "  stratum restore stratum.stratum-backup --library /srv/music\n"
                    "  stratum restore stratum.stratum-backup --library postgresql://stratum@db/stratum\n"
                    "  stratum restore stratum.stratum-backup --replace"};
    }
    void declare(OptionSink& options) override {
        options.positional({"FILE", "FILE", "the backup"}, file_, Presence::required);
        options.flag({"--replace", "", "put it in the place of the library that is there"}, replace_);
    }
    Result<int> run(CommandContext& context) override {
        const SystemClock clock;
        const bool url = store::is_postgresql_url(context.library);
        // A file that is no backup leaves nothing behind.
        if (!url && !exists(place_of(context.library))) {
            STRATUM_TRY_VOID(store::check_backup(file_, context.stop));
            STRATUM_TRY_VOID(make_lasting_folders(context.library));
        }
        STRATUM_TRY(const auto database, store::open_database(place_of(context.library)));
        STRATUM_TRY(const bool unused, store::is_unused(*database));
        STRATUM_TRY(const BlobStore files, open_blob_store(context.library, context.setting, clock));
        store::BackupOptions options{.program = context.version, .blobs = files.blobs.get(), .stop = context.stop};
        if (!url) options.scratch = context.library;
        std::string kept;
        store::BackupFacts kept_facts;
        if (!unused && replace_) {
            STRATUM_TRY(const std::string folder, backup_folder(context.library, context.setting));
            STRATUM_TRY_VOID(make_lasting_folders(folder));
            kept = store::backup_path(folder, "before-restore", clock.now());
            // A server that runs meanwhile has acknowledged nothing that is not in it. Blobs stay where they are: each
            // has the name of its bytes, so none takes the place of another.
            options.before_replacing = [&]() -> Result<void> {
                STRATUM_TRY(const auto looking, store::open_database(place_of(context.library)));
                STRATUM_TRY(kept_facts, store::write_backup(*looking, kept, clock,
                                                            {.program = context.version, .stop = context.stop}));
                return {};
            };
        }
        const auto sets = all_schemas();
        STRATUM_TRY(const auto facts,
                    store::restore_backup(file_, *database, sets, clock,
                                          replace_ ? store::Replace::yes : store::Replace::no, options));
        if (!kept.empty()) tell(context.err.stream, "kept what was there:", kept, kept_facts);
        tell(context.out.stream, "restored", file_, facts);
        return 0;
    }

  private:
    std::string file_;
    bool replace_ = false;
};

}  // namespace

std::unique_ptr<Command> make_backup_command() { return std::make_unique<BackupCommand>(); }
std::unique_ptr<Command> make_restore_command() { return std::make_unique<RestoreCommand>(); }

}  // namespace stratum::app
