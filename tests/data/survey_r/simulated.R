# Rscript tests/data/survey_r/simulated.R
# What R's survey says of the simulated samples: answers.csv and weights.csv beside this script.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "answers.R"))
items <- c("critic", "creator", "spectator")
crossings <- list(c(), "age", c("age", "sex"))
read <- function(name) read.csv(file.path(here, name), na.strings = "", stringsAsFactors = FALSE)
all_of <- function(case, design, data, ...) {
    say_all(case, design, data, items, "posts", "hours", crossings, ...)
}

strata <- read("simulated_strata.csv")
drawn <- svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, data = strata, nest = TRUE)
all_of("taylor", drawn, strata)
all_of("taylor-fpc",
       svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, data = strata, nest = TRUE,
                 fpc = ~clusters_in_stratum), strata)
all_of("taylor-plain", svydesign(id = ~1, weights = ~weight, data = strata), strata)
all_of("jkn", as.svrepdesign(drawn, type = "JKn"), strata, intervals = FALSE)
all_of("jkn-around-estimate", as.svrepdesign(drawn, type = "JKn", mse = TRUE), strata,
       intervals = FALSE)

# One stratum keeps one cluster: what R calls "adjust" and "certainty".
lone <- subset(strata, !(stratum == "s00" & cluster != "c0"))
for (policy in c("adjust", "certainty")) {
    options(survey.lonely.psu = policy)
    all_of(paste0("lonely-", policy),
           svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, data = lone, nest = TRUE),
           lone, intervals = FALSE)
}
options(survey.lonely.psu = "fail")

margins <- list(
    data.frame(age = c("18-29", "30-44", "45-59", "60+"), Freq = c(21000, 27000, 26000, 31000)),
    data.frame(sex = c("f", "m"), Freq = c(54000, 51000)),
    data.frame(region = c("n", "s", "w"), Freq = c(50000, 35000, 20000))
)
control <- list(maxit = 500, epsilon = 1e-12, verbose = FALSE)
raked <- rake(drawn, list(~age, ~sex, ~region), margins, control)
all_of("raked", raked, strata, intervals = FALSE)
all_of("raked-base",
       calibrate(drawn, ~age + sex + region,
                 c(105000, 27000, 26000, 31000, 51000, 35000, 20000), calfun = "raking",
                 epsilon = 1e-13, maxit = 200), strata, intervals = FALSE)
all_of("raked-jkn",
       rake(as.svrepdesign(drawn, type = "JKn"), list(~age, ~sex, ~region), margins, control),
       strata, intervals = FALSE)
cells <- expand.grid(age = margins[[1]]$age, sex = c("f", "m"))
cells$Freq <- c(10000, 13000, 13500, 16500, 11000, 14000, 12500, 14500)
stratified <- postStratify(drawn, ~age + sex, cells)
all_of("post-stratified", stratified, strata, intervals = FALSE)

pairs <- read("simulated_pairs.csv")
paired <- svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, data = pairs, nest = TRUE)
# The matrix is ours, since a ratio moves a little with it; the weights are made here.
signs <- as.matrix(read.csv(file.path(here, "signs.csv"), header = FALSE))
side <- ifelse(pairs$cluster == "c0", 1, -1)
half <- function(rho) {
    pairs$weight * (1 + (1 - rho) * side * signs[as.integer(factor(pairs$stratum)), ])
}
brr <- half(0)
fay <- half(0.3)
all_of("brr", svrepdesign(data = pairs, weights = ~weight, repweights = brr, type = "BRR",
                          combined.weights = TRUE), pairs, intervals = FALSE)
all_of("fay", svrepdesign(data = pairs, weights = ~weight, repweights = fay, type = "Fay",
                          rho = 0.3, combined.weights = TRUE), pairs, intervals = FALSE)
# Totals do not move with the matrix: here R makes the replicates itself.
own <- as.svrepdesign(paired, type = "BRR")
all_of("brr-by-r", own, pairs, intervals = FALSE)

write_rows(file.path(here, "answers.csv"))
weights_of <- data.frame(raked = weights(raked), stratified = weights(stratified))
write.csv(format(weights_of, digits = 15), file.path(here, "weights.csv"), row.names = FALSE,
          quote = FALSE)
cat(R.version.string, "survey", as.character(packageVersion("survey")), "\n")
