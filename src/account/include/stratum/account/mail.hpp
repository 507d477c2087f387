#pragma once

#include <string>
#include <string_view>

namespace stratum::account {

/// A mail to be sent, both forms of its text. This room makes mails and never sends them: the caller puts them into the
/// job queue, in the same transaction.
struct Mail {
    std::string to;
    std::string subject;
    std::string text;
    std::string html;
};

/// What a mail says: a greeting, some sentences, one button, and why it came.
struct MailText {
    std::string_view to;
    std::string_view subject;
    std::string_view sentence;  ///< What happened, or what to do.
    std::string_view button;    ///< "Choose a new password"; empty for a mail without a link.
    std::string_view link;
    std::string_view footer;  ///< "This link works for an hour. If you did not ask for it, ignore this mail."
};
/// Whatever is put in is escaped in the HTML form, and line breaks are taken out of the subject and address, so that no
/// name or address of a stranger adds a header.
[[nodiscard]] Mail compose_mail(const MailText& text);

}  // namespace stratum::account
