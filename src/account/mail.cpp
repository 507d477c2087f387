#include "stratum/account/mail.hpp"

namespace stratum::account {
namespace {

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return out;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace

Mail compose_mail(const MailText& text) {
    Mail mail{.to = one_line(text.to), .subject = one_line(text.subject), .text = {}, .html = {}};
    mail.text = "Hello,\n\n" + std::string{text.sentence} + "\n\n";
    if (!text.link.empty()) mail.text += std::string{text.button} + ":\n" + std::string{text.link} + "\n\n";
    mail.text += std::string{text.footer} + "\n";

    mail.html =
        "<!doctype html><html lang=\"en\"><body style=\"margin:0;padding:32px;background:#f4f4f6;font-family:system-ui,"
        "sans-serif;color:#1c1c22\"><div style=\"max-width:480px;margin:0 auto;padding:32px;background:#fff;"
        "border-radius:12px\"><p>Hello,</p><p>" +
        escaped(text.sentence) + "</p>";
    if (!text.link.empty())
        mail.html +=
            "<p style=\"margin:28px 0\"><a href=\"" + escaped(text.link) +
            "\" style=\"padding:12px 20px;background:#3a3ad6;color:#fff;text-decoration:none;border-radius:8px\">" +
            escaped(text.button) + "</a></p>";
    mail.html += "<p style=\"color:#5c5c66;font-size:14px\">" + escaped(text.footer) + "</p></div></body></html>\n";
    return mail;
}

}  // namespace stratum::account
