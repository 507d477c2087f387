#include "mails.hpp"

#include "stratum/account/audit.hpp"
#include "stratum/account/hosts.hpp"
#include "stratum/account/outgoing.hpp"
#include "stratum/net/mail.hpp"
#include "stratum/net/read_json.hpp"
#include "stratum/store/jobs/job_store.hpp"

namespace stratum::people {
namespace {

constexpr std::string_view kKind = "mail.send";
constexpr std::string_view kContext = "mail.send";

/// A mail as it waits.
struct Waiting {
    std::string to, subject, text, html;
};
template <class V>
void describe(V& v, Waiting& x) {
    v.field("to", x.to);
    v.field("subject", x.subject);
    v.field("text", x.text);
    v.field("html", x.html);
}

Result<net::MailServer> server_of(const platform::Services& services) {
    const auto url = services.setting("mail.server");
    if (!url || url->empty())
        return error(ErrorCode::not_found, "no server for mail is set", "set mail.server in the configuration");
    net::MailServer server{.url = *url,
                           .user = services.setting("mail.user").value_or(""),
                           .password = services.setting("mail.password").value_or(""),
                           .certificates = services.setting("mail.certificates").value_or("")};
    const std::string tls = services.setting("mail.tls").value_or("required");
    if (tls != "required" && tls != "none")
        return error(ErrorCode::invalid_argument, "mail.tls is \"" + tls + "\"", "use required or none");
    server.needs_tls = tls == "required";
    return server;
}

std::string sender_of(const platform::Services& services, std::string_view host) {
    return services.setting("mail.from").value_or("Stratum <stratum@" + std::string{host} + ">");
}

Result<Bytes> run(const platform::Services& services, store::JobContext& context) {
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(services));
    STRATUM_TRY(const auto opened, crypto::open_sealed(secrets.box(), kContext, context.claim().payload));
    STRATUM_TRY(const auto waiting,
                net::from_json<Waiting>(std::string_view{reinterpret_cast<const char*>(opened.data()), opened.size()}));
    STRATUM_TRY(const auto server, server_of(services));
    const std::string host = account::host_of(server.url);
    // The same id however often it is sent, so that a mail that was sent twice can be known as one.
    auto sending = net::send_mail(server,
                                  {.from = sender_of(services, host),
                                   .to = waiting.to,
                                   .subject = waiting.subject,
                                   .text = waiting.text,
                                   .html = waiting.html,
                                   .id = to_text(context.claim().id),
                                   .date = services.clock.now()},
                                  context.stop());
    // A server that says "later" for ever is no reason to keep the mail for ever.
    if (!sending && sending.error().code == ErrorCode::busy)
        return error(ErrorCode::io, sending.error().message, sending.error().hint);
    STRATUM_TRY(const auto sent, std::move(sending));
    STRATUM_TRY_VOID(context.finish([&](store::Database& database) -> Result<Bytes> {
        const account::Call call{account::system_actor(), {}, services.clock.now(), services.ids, services.permissions,
                                 services.policy};
        STRATUM_TRY_VOID(account::record_outgoing(database, call, account::kServer,
                                                  {.host = host,
                                                   .address = sent.address,
                                                   .feature = "mail",
                                                   .purpose = "mail to a person: job " + to_text(context.claim().id),
                                                   .content = account::Content::data,
                                                   .bytes_out = sent.bytes}));
        return Bytes{};
    }));
    return Bytes{};
}

}  // namespace

bool mail_is_set_up(const platform::Services& services) {
    const auto server = services.setting("mail.server");
    return server && !server->empty();
}

Result<Mailer> Mailer::make(const platform::Services& services) {
    STRATUM_TRY(const auto secrets, platform::ServerSecrets::load(services));
    return Mailer{services, secrets.box()};
}

Result<bool> Mailer::send(store::Database& database, const account::Mail& mail) const {
    if (!mail_is_set_up(services_)) {
        services_.log.info("a mail was not sent, since mail.server is not set", {{"subject", mail.subject}});
        return false;
    }
    const std::string text = to_json(Waiting{mail.to, mail.subject, mail.text, mail.html});
    constexpr int kAttempts = 8;  // about an hour
    STRATUM_TRY_VOID(store::enqueue_job(
        database, services_.ids,
        {.workspace = account::kServer,
         .kind = std::string{kKind},
         .payload = crypto::seal(key_, kContext, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}),
         .priority = 10,
         .max_attempts = kAttempts},
        services_.clock.now()));
    return true;
}

store::JobHandler mail_job(const platform::Services& services) {
    return {.kind = std::string{kKind},
            .run = [&services](store::JobContext& context) { return run(services, context); },
            .retry = {.first = Seconds{15.0}, .most = Seconds{1800.0}}};
}

}  // namespace stratum::people
