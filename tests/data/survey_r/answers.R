# What R's survey says of a sample, as rows "case, statistic, domain, variable, part, value".
# Our own script: it calls the package and holds nothing of it.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "fail", digits = 17)

rows <- list()
say <- function(case, statistic, domain, variable, ...) {
    parts <- list(...)
    for (part in names(parts)) {
        rows[[length(rows) + 1]] <<- data.frame(
            case = case, statistic = statistic, domain = domain, variable = variable,
            part = part, value = sprintf("%.12g", as.numeric(parts[[part]]))
        )
    }
}
write_rows <- function(path) {
    write.csv(do.call(rbind, rows), path, row.names = FALSE, quote = FALSE)
}

is_replicated <- function(design) inherits(design, "svyrep.design")

# A smooth function of the totals of y and x in a domain (a, b) and in all (c, e).
smooth <- function(design, y, x, inside, by_totals, by_weights) {
    if (is_replicated(design)) {
        found <- withReplicates(design, function(w, data) {
            by_weights(sum(w * y * inside), sum(w * x * inside), sum(w * y), sum(w * x))
        })
        return(c(coef(found), SE(found)))
    }
    design <- update(design, .a = y * inside, .b = x * inside, .c = y, .e = x)
    found <- svycontrast(svytotal(~.a + .b + .c + .e, design), by_totals)
    c(coef(found), SE(found))
}

# Everything that is compared, of one design, one domain (a logical a row) and one yes-or-no item.
say_share <- function(case, design, domain, inside, variable, y, intervals = TRUE) {
    known <- !is.na(y)
    y0 <- ifelse(known, y, 0)
    x0 <- as.numeric(known)
    ratio <- smooth(design, y0, x0, inside, quote(.a / .b), function(a, b, c, e) a / b)
    say(case, "share", domain, variable, value = ratio[1], se = ratio[2],
        count = sum(inside & known), unknown = sum(inside & !known))
    index <- smooth(design, y0, x0, inside, quote(100 * (.a / .b) / (.c / .e)),
                    function(a, b, c, e) 100 * (a / b) / (c / e))
    say(case, "index", domain, variable, value = index[1], se = index[2])
    if (!all(inside)) {
        gap <- smooth(design, y0, x0, inside, quote(.a / .b - (.c - .a) / (.e - .b)),
                      function(a, b, c, e) a / b - (c - a) / (e - b))
        say(case, "gap", domain, variable, value = gap[1], se = gap[2])
    }
    total <- smooth(design, y0, x0, inside, quote(.a), function(a, b, c, e) a)
    say(case, "total", domain, variable, value = total[1], se = total[2])
    if (intervals && any(inside & known)) {
        say_intervals(case, update(design, .y = y), domain, variable, inside & known)
    }
}

say_intervals <- function(case, design, domain, variable, base) {
    part <- subset(design, base)
    found <- svymean(~.y, part, deff = "replace")
    share <- as.numeric(coef(found))
    if (share <= 0 || share >= 1) return(invisible())
    say(case, "share", domain, variable, df = degf(part), deff = deff(found))
    if (degf(part) < 1) return(invisible())
    logit <- confint(svyciprop(~.y, part, method = "logit"))
    say(case, "logit", domain, variable, low = logit[1], high = logit[2])
    exact <- confint(svyciprop(~.y, part, method = "beta"))
    n <- sum(base)
    effective <- share * (1 - share) / as.numeric(vcov(found))
    shrunk <- effective * (qt(0.025, n - 1) / qt(0.025, degf(part)))^2
    # The package lets the effective number pass the true one; Korn and Graubard do not.
    if (shrunk <= n) say(case, "beta", domain, variable, low = exact[1], high = exact[2])
    used <- min(shrunk, n)
    say(case, "capped", domain, variable,
        low = qbeta(0.025, used * share, used * (1 - share) + 1),
        high = qbeta(0.975, used * share + 1, used * (1 - share)), effective = effective)
}

say_number <- function(case, design, domain, inside, variable, y, x) {
    known <- !is.na(y) & !is.na(x)
    y0 <- ifelse(known, y, 0)
    x0 <- ifelse(known, x, 0)
    ratio <- smooth(design, y0, x0, inside, quote(.a / .b), function(a, b, c, e) a / b)
    say(case, "ratio", domain, variable, value = ratio[1], se = ratio[2])
    mean <- smooth(design, y0, as.numeric(known), inside, quote(.a / .b),
                   function(a, b, c, e) a / b)
    say(case, "mean", domain, variable, value = mean[1], se = mean[2])
    total <- smooth(design, y0, x0, inside, quote(.a), function(a, b, c, e) a)
    say(case, "total", domain, variable, value = total[1], se = total[2])
}

# All domains of all crossings in `crossings`, a list of vectors of column names.
say_all <- function(case, design, data, items, number, against, crossings, intervals = TRUE) {
    for (columns in crossings) {
        cell <- if (length(columns)) do.call(paste, c(data[columns], sep = "|")) else rep("", nrow(data))
        if (length(columns)) cell[!complete.cases(data[columns])] <- NA
        crossing <- paste(columns, collapse = "|")
        for (label in sort(unique(cell[!is.na(cell)]))) {
            inside <- !is.na(cell) & cell == label
            domain <- paste(crossing, label, sep = "=")
            for (item in items) {
                say_share(case, design, domain, inside, item, data[[item]], intervals)
            }
            if (!is.null(number)) {
                say_number(case, design, domain, inside, number, data[[number]], data[[against]])
            }
        }
    }
}
