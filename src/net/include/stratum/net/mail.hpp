#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"

#include <cstdint>
#include <stop_token>
#include <string>

namespace stratum::net {

struct MailServer {
    std::string url;     ///< "smtp://mail.example.org:587" or "smtps://mail.example.org".
    std::string user{};  ///< Empty: nobody logs in.
    std::string password{};
    /// Whether smtp:// must become TLS (STARTTLS) before anything is said. Not asked for on this computer itself.
    bool needs_tls = true;
    std::string certificates{};  ///< File with further authorities, PEM; empty: the system's.
    Seconds patience{60.0};      ///< For all of it.
};

/// A mail with both forms of its text.
struct MailMessage {
    std::string from;  ///< "Stratum <stratum@example.org>", or the address alone.
    std::string to;    ///< One address.
    std::string subject;
    std::string text;
    std::string html;  ///< May be empty.
    std::string id;    ///< For the Message-ID, before the @: letters, digits and dashes.
    Timestamp date;
};

struct SentMail {
    std::string address;     ///< Of the server that took it.
    std::int64_t bytes = 0;  ///< That were sent.
};

/// Hands the mail to the server by SMTP (libcurl), as multipart/alternative in UTF-8. No name, address or subject can
/// add a header or another recipient: what holds control characters is refused. Blocks; thread-safe. Errors:
/// `invalid_argument` for the URL, an address or a subject, and when the server says that it will never take this mail
/// (5xx); `permission_denied` for a wrong login; `busy` when it says later (4xx); `timeout`, `cancelled`; `io` for a
/// server that is not there or not trusted.
[[nodiscard]] Result<SentMail> send_mail(const MailServer& server, const MailMessage& mail, std::stop_token stop = {});

/// "Stratum <stratum@example.org>", or the address alone. Errors: `invalid_argument`.
[[nodiscard]] Result<void> check_mailbox(std::string_view text);
/// The text of a header field: as it is, or as encoded words (RFC 2047) when it is long or has letters beyond ASCII.
[[nodiscard]] std::string header_text(std::string_view text);
/// "Sat, 21 Nov 2026 22:35:16 +0000" (RFC 5322).
[[nodiscard]] std::string mail_date(Timestamp time);

}  // namespace stratum::net
