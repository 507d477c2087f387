#include "progress.hpp"

#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::analyze {
namespace {

constexpr Seconds kRedraw{0.1};
constexpr Seconds kPlainLine{10.0};

}  // namespace

void Progress::scanning(std::size_t files) { draw("looking for music: " + std::to_string(files) + " files"); }

void Progress::checking(std::size_t done, std::size_t all) {
    draw("comparing with the library: " + std::to_string(done) + " of " + std::to_string(all));
}

void Progress::start(std::size_t to_hear) {
    all_ = to_hear;
    started_ = clock_.steady();
    if (!err_.is_terminal) last_ = started_;  // the first plain line comes after a while, if at all
}

void Progress::heard(Seconds audio) {
    ++done_;
    audio_ += audio;
}

void Progress::tick() {
    if (all_ > 0) draw(text());
}

std::string Progress::text() const {
    std::string text = std::to_string(done_) + " of " + std::to_string(all_);
    const double took = (clock_.steady() - started_).value();
    if (done_ == 0 || took <= 0.0) return text;
    text += "  " + std::to_string(done_ * 100 / all_) + " %";
    text += "  " + format_fixed(static_cast<double>(done_) / took, static_cast<double>(done_) < took * 10.0 ? 1 : 0) +
            " files/s";
    text += "  " + format_fixed(audio_.value() / took, 0) + "x";
    const double left = took / static_cast<double>(done_) * static_cast<double>(all_ - done_);
    return text + "  " + format_duration(left) + " left";
}

void Progress::draw(const std::string& text) {
    if (quiet_) return;
    const Seconds now = clock_.steady();
    if (now - last_ < (err_.is_terminal ? kRedraw : kPlainLine)) return;
    const bool first = last_.value() < 0.0;
    last_ = now;
    if (err_.is_terminal) {
        err_.stream << "\r\x1b[K" << fit_columns(text, std::max(1, err_.columns - 1)) << std::flush;
        drawn_ = true;
    } else if (!first) {
        err_.stream << "stratum: " << text << '\n' << std::flush;
    }
}

void Progress::say(std::string_view text) {
    erase();
    err_.stream << text << '\n' << std::flush;
}

void Progress::erase() {
    if (!drawn_) return;
    err_.stream << "\r\x1b[K" << std::flush;
    drawn_ = false;
}

}  // namespace stratum::analyze
