#include "audit_command.hpp"

#include "stratum/account/audit.hpp"
#include "stratum/account/audit_file.hpp"
#include "stratum/account/users.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/write_file.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "terminal.hpp"

#include <charconv>

namespace stratum::people {
namespace {

/// 64 hexadecimal digits.
std::optional<crypto::Ed25519PublicKey> parse_key(std::string_view text) {
    crypto::Ed25519PublicKey key{};
    if (text.size() != 2 * key.size()) return {};
    for (std::size_t i = 0; i < key.size(); ++i) {
        const std::string digits{text.substr(2 * i, 2)};
        const char* const end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, key[i], 16);
        if (read.ec != std::errc{} || read.ptr != end) return {};
    }
    return key;
}

Result<account::AuditVerdict> verdict_on(const std::string& path, const crypto::Ed25519PublicKey& key,
                                         const std::optional<account::Checkpoint>& kept = {}) {
    constexpr std::size_t kLargest = std::size_t{4} << 30;
    STRATUM_TRY(const std::string text, read_text_file(path, kLargest));
    return account::verify_audit_file({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, key, kept);
}

class AuditCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "audit",
                .summary = "the audit log: the server's own in the terminal, and exported ones verified offline",
                .details =
                    "list and export show the server's own log: accounts, logins, locks, passwords, what was done in "
                    "the terminal. With --workspace that of a workspace, which its owners also see in the app. Both "
                    "read the library's database, whether the server runs or not.\n\n"
                    "verify reads an exported file and checks the chain of its entries and the signatures, without "
                    "the server. The key is the server's public key, kept from an earlier day (POST "
                    "/api/v1/audit/verify tells it). Only an export of an earlier day shows that the newest entries "
                    "were cut off since: give it as --since. Exit code 1 when something is wrong.\n\n"
                    "  stratum audit list --last 20\n"
                    "  stratum audit export server.cborseq\n"
                    "  stratum audit verify audit.cborseq --key 5f6c... --since last-month.cborseq"};
    }
    void declare(OptionSink& options) override {
        options.positional({"ACTION", "", "what to do", {"list", "export", "verify"}}, action_, Presence::required);
        options.positional({"FILE", "", "the exported log"}, file_, Presence::optional);
        options.text({"--key", "HEX", "verify: the server's public key, 64 hexadecimal digits"}, key_);
        options.text({"--since", "FILE", "verify: an older export, whose entries must still be there"}, since_);
        options.text({"--workspace", "ID", "list, export: the log of a workspace, not the server's own"}, workspace_);
        options.integer({"--last", "N", "list: so many of the newest entries (50)"}, last_);
    }
    Result<int> run(CommandContext& context) override {
        if (action_ != "list" && file_.empty())
            return error(ErrorCode::invalid_argument, "which file is missing", "stratum audit " + action_ + " FILE");
        if (action_ == "verify") return verify(context);
        Uuid workspace = account::kServer;
        if (workspace_) {
            const auto id = parse_uuid(*workspace_);
            if (!id)
                return error(ErrorCode::invalid_argument, "\"" + valid_utf8(*workspace_) + "\" is no id of a workspace",
                             "GET /api/v1/workspaces tells the ids");
            workspace = *id;
        }
        const SystemClock clock;
        STRATUM_TRY(const auto pool, open_accounts(context.library, clock));
        return action_ == "list" ? list(context, *pool, workspace) : write(context, *pool, workspace);
    }

  private:
    Result<int> list(CommandContext& context, store::Pool& pool, const Uuid& workspace) const {
        const std::int64_t most = last_.value_or(50);
        if (most < 1 || most > 1000)
            return error(ErrorCode::invalid_argument, "--last " + std::to_string(most) + " is out of range",
                         "give 1 to 1000");
        STRATUM_TRY(const auto database, pool.read());
        STRATUM_TRY(const auto entries, account::list_audit(*database, workspace, static_cast<std::size_t>(most)));
        for (const auto& entry : entries) {
            std::string who = entry.actor_kind;
            if (entry.actor != Uuid{}) {
                STRATUM_TRY(const auto user, account::find_user(*database, entry.actor));
                who = user ? user->email : to_text(entry.actor);
            }
            context.out.stream << to_rfc3339(entry.at) << "  " << printable(entry.action) << "  " << printable(who)
                               << "  " << printable(entry.subject);
            for (const std::string* facts : {&entry.details, entry.personal ? &*entry.personal : nullptr})
                if (facts != nullptr && *facts != "{}") context.out.stream << "  " << printable(*facts);
            context.out.stream << "\n";
        }
        if (entries.empty() && !context.quiet) context.err.stream << "there are no entries\n";
        return 0;
    }

    Result<int> write(CommandContext& context, store::Pool& pool, const Uuid& workspace) const {
        Bytes file;
        STRATUM_TRY_VOID(store::in_transaction(pool, [&](store::Database& database) {
            file.clear();
            return account::export_audit(database, workspace, [&](std::span<const std::uint8_t> piece) -> Result<void> {
                file.insert(file.end(), piece.begin(), piece.end());
                return {};
            });
        }));
        STRATUM_TRY_VOID(write_file(file_, file));
        if (!context.quiet)
            context.err.stream << valid_utf8(file_) << " holds all entries that are sealed; newer ones follow within "
                               << "ten minutes while a server runs\n";
        return 0;
    }

    Result<int> verify(CommandContext& context) const {
        const auto key = parse_key(key_.value_or(""));
        if (!key)
            return error(ErrorCode::invalid_argument, "--key is no public key",
                         "give the 64 hexadecimal digits that POST /api/v1/audit/verify told");
        std::optional<account::Checkpoint> kept;
        if (since_) {
            STRATUM_TRY(const auto before, verdict_on(*since_, *key));
            if (before.fault || !before.last)
                return error(ErrorCode::corrupt,
                             valid_utf8(*since_) +
                                 " proves nothing: " + (before.fault ? before.sentence : "nothing in it is signed"),
                             "give another older export, or leave --since out");
            kept = before.last;
        }
        STRATUM_TRY(const auto verdict, verdict_on(file_, *key, kept));
        if (verdict.fault) {
            context.out.stream << "not intact, at entry " << verdict.position << ": " << verdict.sentence << "\n";
            return 1;
        }
        context.out.stream << "intact: " << verdict.entries << " entries, " << verdict.signed_entries
                           << " of them signed, " << verdict.checkpoints << " checkpoints, " << verdict.erased
                           << " with personal parts erased\n";
        if (const auto rest = verdict.entries - verdict.signed_entries; rest > 0)
            context.out.stream << "the last " << rest << " of them stand under no signature yet\n";
        if (!kept && !context.quiet)
            context.err.stream << "whether the newest entries were cut off only an older export tells: --since FILE\n";
        return 0;
    }

    std::string action_;
    std::string file_;
    std::optional<std::string> key_;
    std::optional<std::string> since_;
    std::optional<std::string> workspace_;
    std::optional<std::int64_t> last_;
};

}  // namespace

std::unique_ptr<Command> make_audit_command() { return std::make_unique<AuditCommand>(); }

}  // namespace stratum::people
