#include "users_command.hpp"

#include "stratum/account/passwords.hpp"
#include "stratum/account/users.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "terminal.hpp"

#include <iostream>
#include <string>
#include <termios.h>
#include <unistd.h>

namespace stratum::people {
namespace {

/// While it lives, the terminal shows nothing of what is typed.
class Hidden {
  public:
    Hidden() {
        if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        hidden_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~Hidden() {
        if (hidden_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Hidden(const Hidden&) = delete;
    Hidden& operator=(const Hidden&) = delete;

  private:
    termios before_{};
    bool hidden_ = false;
};

Result<std::string> ask_password(CommandContext& context) {
    context.err.stream << "New password: " << std::flush;
    std::string line;
    {
        const Hidden hidden;
        if (!std::getline(context.in, line))
            return error(ErrorCode::invalid_argument, "no password was given", "type it, or pass it on standard input");
    }
    if (context.err.is_terminal) context.err.stream << "\n";
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

/// The library's database with everything that accounts need in it.
class Accounts {
  public:
    static Result<Accounts> open(const std::string& library, const Clock& clock) {
        STRATUM_TRY(auto pool, open_accounts(library, clock));
        const auto own = account::account_permissions();
        STRATUM_TRY(auto permissions, account::PermissionCatalogue::make(own));
        return Accounts{std::move(pool), clock, std::move(permissions)};
    }
    [[nodiscard]] store::Pool& pool() { return *pool_; }
    [[nodiscard]] const account::Policy& policy() const { return policy_; }
    /// As the server itself: whoever may open the database may do everything to it anyway. The audit log says so.
    [[nodiscard]] account::Call call() {
        return {account::system_actor(), {}, clock_.now(), *ids_, permissions_, policy_};
    }
    template <class Work>
    auto change(Work&& work) {
        return store::in_transaction(*pool_, std::forward<Work>(work));
    }
    Result<account::User> find(const std::string& email) {
        STRATUM_TRY(const auto reader, pool_->read());
        STRATUM_TRY(auto user, account::find_user_by_email(*reader, email));
        if (!user)
            return error(ErrorCode::not_found, "nobody here has the address " + valid_utf8(email),
                         "stratum users list shows everybody");
        return std::move(*user);
    }

  private:
    Accounts(std::unique_ptr<store::Pool> pool, const Clock& clock, account::PermissionCatalogue permissions)
        : pool_(std::move(pool)),
          clock_(clock),
          permissions_(std::move(permissions)),
          ids_(std::make_unique<IdSource>(clock)) {}
    std::unique_ptr<store::Pool> pool_;
    const Clock& clock_;
    account::PermissionCatalogue permissions_;
    account::Policy policy_;
    std::unique_ptr<IdSource> ids_;
};

struct Listed {
    std::string id, email, name, created_at;
    std::optional<std::string> locked_at;
    bool email_verified = false;
    bool has_password = false;
};
template <class V>
void describe(V& v, Listed& x) {
    v.field("id", x.id);
    v.field("email", x.email);
    v.field("name", x.name);
    v.field("created_at", x.created_at);
    v.field("locked_at", x.locked_at);
    v.field("email_verified", x.email_verified);
    v.field("has_password", x.has_password);
}

class UsersCommand final : public Command {
  public:
    Info info() const override {
        return {.name = "users",
                .summary = "the accounts of a server: list, create, lock, reset a password",
                .details =
                    "For whoever runs the server. Works on the library's database itself, whether the server runs or "
                    "not; the audit log tells that it was done in the terminal.\n\n"
                    "  stratum users list\n"
                    "  stratum users create ann@example.org --name Ann --role admin\n"
                    "  stratum users reset-password ann@example.org\n"
                    "  stratum users lock ann@example.org\n"
                    "  stratum users unlock ann@example.org\n\n"
                    "Passwords are asked for, or read from standard input. The first account that is created owns the "
                    "library. A new password ends all sessions of the person; a locked person can do nothing."};
    }
    void declare(OptionSink& options) override {
        options.positional({"ACTION", "", "what to do", {"list", "create", "lock", "unlock", "reset-password"}},
                           action_, Presence::required);
        options.positional({"EMAIL", "", "whose account"}, email_, Presence::optional);
        options.text({"--name", "NAME", "create: what the person is called (what stands before the @)"}, name_);
        options.text({"--role", "ROLE", "create: role in the library's workspace (member)"}, role_);
        options.flag({"--json", "", "list: as JSON"}, json_);
    }
    Result<int> run(CommandContext& context) override {
        if (action_ != "list" && email_.empty())
            return error(ErrorCode::invalid_argument, "whose account is missing",
                         "stratum users " + action_ + " ann@example.org");
        const SystemClock clock;
        STRATUM_TRY(auto accounts, Accounts::open(context.library, clock));
        if (action_ == "list") return list(context, accounts);
        if (action_ == "create") return create(context, accounts);
        STRATUM_TRY(const auto user, accounts.find(email_));
        if (action_ == "reset-password") return reset(context, accounts, user);
        const bool lock = action_ == "lock";
        STRATUM_TRY_VOID(accounts.change([&](store::Database& database) {
            return lock ? account::lock_user(database, accounts.call(), user.id)
                        : account::unlock_user(database, accounts.call(), user.id);
        }));
        say(context, user.email + (lock ? " is locked" : " is not locked any more"));
        return 0;
    }

  private:
    static void say(CommandContext& context, const std::string& sentence) {
        if (!context.quiet) context.err.stream << printable(sentence) << "\n";
    }

    Result<int> list(CommandContext& context, Accounts& accounts) {
        STRATUM_TRY(const auto reader, accounts.pool().read());
        STRATUM_TRY(const auto users, account::list_users(*reader));
        std::vector<Listed> all;
        for (const auto& user : users) {
            Listed one{to_text(user.id),
                       user.email,
                       user.name,
                       to_rfc3339(user.created_at),
                       {},
                       user.email_verified_at.has_value(),
                       user.has_password};
            if (user.locked_at) one.locked_at = to_rfc3339(*user.locked_at);
            all.push_back(std::move(one));
        }
        if (json_) {
            context.out.stream << to_json(all, 2) << "\n";
            return 0;
        }
        for (const auto& user : all)
            context.out.stream << user.created_at.substr(0, 10) << "  " << printable(user.email) << "  "
                               << printable(user.name) << (user.locked_at ? "  (locked)" : "")
                               << (user.has_password ? "" : "  (no password)") << "\n";
        if (all.empty()) say(context, "nobody has an account yet");
        return 0;
    }

    Result<int> create(CommandContext& context, Accounts& accounts) {
        STRATUM_TRY_VOID(account::check_address(email_));
        STRATUM_TRY(const auto text, ask_password(context));
        STRATUM_TRY(const auto password, account::prepare_password(text, email_, accounts.policy()));
        const account::NewUser user{
            .email = email_, .name = name_.value_or(""), .password = password, .email_verified = true};
        STRATUM_TRY(const std::string role, accounts.change([&](store::Database& database) -> Result<std::string> {
            STRATUM_TRY(const bool somebody, account::has_users(database));
            if (!somebody) {
                STRATUM_TRY_VOID(account::first_run(database, accounts.call(), user, "Music"));
                return std::string{"owner"};
            }
            STRATUM_TRY(const auto library, account::own_library(database));
            if (!library) return error(ErrorCode::not_found, "the library has no workspace");
            STRATUM_TRY(const auto members, account::list_members(database, library->id));
            STRATUM_TRY(const Uuid made, account::create_user(database, accounts.call(), user));
            // Where the owner of the library was erased, it waits for another one.
            const std::string wanted = role_.value_or(members.empty() ? "owner" : "member");
            STRATUM_TRY_VOID(account::add_member(database, accounts.call(), library->id, made, wanted));
            return wanted;
        }));
        say(context, email_ + " can sign in, as " + role);
        return 0;
    }

    Result<int> reset(CommandContext& context, Accounts& accounts, const account::User& user) {
        STRATUM_TRY(const auto text, ask_password(context));
        STRATUM_TRY(const auto password, account::prepare_password(text, user.email, accounts.policy()));
        STRATUM_TRY_VOID(accounts.change([&](store::Database& database) {
            return account::set_password(database, accounts.call(), user.id, password);
        }));
        say(context, user.email + " has a new password; all sessions ended");
        return 0;
    }

    std::string action_;
    std::string email_;
    std::optional<std::string> name_;
    std::optional<std::string> role_;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_users_command() { return std::make_unique<UsersCommand>(); }

}  // namespace stratum::people
