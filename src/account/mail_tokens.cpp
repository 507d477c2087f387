#include "mail_tokens.hpp"

#include "rows.hpp"
#include "stratum/base/fold_case.hpp"

namespace stratum::account {
namespace {
Error refused() {
    return error(ErrorCode::not_found, "this link does not work any more",
                 "links work once and for a while: ask for a new one");
}
}  // namespace

Result<std::string> make_mail_token(store::Database& database, const Call& call, const Uuid& user,
                                    std::string_view purpose, std::string_view email, Seconds lasts) {
    STRATUM_TRY_VOID(forget_mail_tokens(database, user, purpose));
    const std::string token = random_token();
    STRATUM_TRY_VOID(
        database.execute("INSERT INTO mail_tokens (token_hash, user_id, purpose, email, email_folded, created_at, "
                         "expires_at) VALUES ($1, $2, "
                         "$3, $4, $5, $6, $7)",
                         {hash_of_token(token), user.bytes, purpose, email, fold_case(email), call.now.milliseconds,
                          after(call.now, lasts).milliseconds}));
    return token;
}

Result<MailToken> find_mail_token(store::Database& database, const Call& call, std::string_view token,
                                  std::string_view purpose) {
    STRATUM_TRY(const auto row,
                database.query_one("SELECT u.id, t.email FROM mail_tokens t JOIN users u ON u.id = t.user_id WHERE "
                                   "t.token_hash = $1 AND t.purpose = $2 AND t.expires_at > $3 AND "
                                   "t.email_folded = u.email_folded AND u.locked_at IS NULL",
                                   {hash_of_token(token), purpose, call.now.milliseconds}));
    if (!row) return refused();
    return MailToken{uuid_at(*row, 0), row->text(1)};
}

Result<MailToken> use_mail_token(store::Database& database, const Call& call, std::string_view token,
                                 std::string_view purpose) {
    STRATUM_TRY(auto found, find_mail_token(database, call, token, purpose));
    // Of two who come at the same moment one deletes the row.
    STRATUM_TRY(const auto gone,
                database.execute("DELETE FROM mail_tokens WHERE token_hash = $1", {hash_of_token(token)}));
    if (gone == 0) return refused();
    return found;
}

Result<void> forget_mail_tokens(store::Database& database, const Uuid& user, std::string_view purpose) {
    STRATUM_TRY_VOID(
        database.execute("DELETE FROM mail_tokens WHERE user_id = $1 AND purpose = $2", {user.bytes, purpose}));
    return {};
}

}  // namespace stratum::account
