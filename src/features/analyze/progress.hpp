#pragma once

#include "stratum/base/clock.hpp"
#include "stratum/base/command.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace stratum::analyze {

/// What a person sees of a long run on stderr: one line that is drawn again and again on a terminal, a plain line every
/// ten seconds elsewhere, nothing when quiet. Lines that must be seen go through `say`, which keeps them apart from it.
class Progress {
  public:
    Progress(const Terminal& err, bool quiet, const Clock& clock) : err_(err), quiet_(quiet), clock_(clock) {}
    ~Progress() { erase(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void scanning(std::size_t files);
    void checking(std::size_t done, std::size_t all);
    /// From here on files are heard.
    void start(std::size_t to_hear);
    /// One was heard (or failed); `audio` is its length.
    void heard(Seconds audio);
    void tick();

    /// A line for people, also when quiet.
    void say(std::string_view text);
    /// Takes the progress line off the screen, so that something else can be written.
    void erase();

  private:
    void draw(const std::string& text);
    [[nodiscard]] std::string text() const;

    const Terminal& err_;
    const bool quiet_;
    const Clock& clock_;
    bool drawn_ = false;
    Seconds last_{-1e9};
    Seconds started_;
    std::size_t all_ = 0;
    std::size_t done_ = 0;
    Seconds audio_;
};

}  // namespace stratum::analyze
