#pragma once

#include "stratum/account/mail.hpp"
#include "stratum/platform/call.hpp"
#include "stratum/platform/server_secrets.hpp"
#include "stratum/store/jobs/worker.hpp"

namespace stratum::people {

/// Whether the configuration names a server for mail (`mail.server`).
[[nodiscard]] bool mail_is_set_up(const platform::Services& services);

/// Puts mails into the job queue, inside the transaction of the change that they tell of. They wait there sealed, since
/// they hold links that open accounts.
class Mailer {
  public:
    /// Not inside a transaction. Errors: those of `ServerSecrets::load`.
    static Result<Mailer> make(const platform::Services& services);
    /// Without a server for mail nothing is queued, and the log tells which mail nobody got (never what was in it).
    /// Returns whether a mail is on its way.
    [[nodiscard]] Result<bool> send(store::Database& database, const account::Mail& mail) const;

  private:
    Mailer(const platform::Services& services, crypto::BoxKey key) : services_(services), key_(key) {}
    const platform::Services& services_;
    crypto::BoxKey key_;
};

/// Job `mail.send`: hands a mail to `mail.server`, and notes in the server's ledger that it left. Tried again by the
/// queue while the server is away; dead at once when it says that there is no such address.
[[nodiscard]] store::JobHandler mail_job(const platform::Services& services);

}  // namespace stratum::people
