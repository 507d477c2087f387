#pragma once

#include <array>
#include <ostream>
#include <streambuf>

namespace stratum::app {

/// A stream on a descriptor that remembers why it failed; std::cout does not.
class DescriptorBuffer final : public std::streambuf {
  public:
    explicit DescriptorBuffer(int fd);
    ~DescriptorBuffer() override { sync(); }
    DescriptorBuffer(const DescriptorBuffer&) = delete;
    DescriptorBuffer& operator=(const DescriptorBuffer&) = delete;

    /// The errno of the first write that failed, or 0. EPIPE when the reader is gone.
    [[nodiscard]] int failure() const { return failure_; }

  protected:
    int_type overflow(int_type letter) override;
    int sync() override;

  private:
    int fd_;
    int failure_ = 0;
    std::array<char, 1 << 16> buffer_{};
};

/// Such a stream; `unbuffered` hands every write on at once, for stderr.
class DescriptorStream final : public std::ostream {
  public:
    explicit DescriptorStream(int fd, bool unbuffered = false) : std::ostream(nullptr), buffer_(fd) {
        rdbuf(&buffer_);
        if (unbuffered) setf(std::ios::unitbuf);
    }
    [[nodiscard]] int failure() const { return buffer_.failure(); }

  private:
    DescriptorBuffer buffer_;
};

}  // namespace stratum::app
